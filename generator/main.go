// Generator builds static sites of explainers. See `go run ./generator help`.
package main

import (
	"os"

	"explainer/generator/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
