package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"

	"explainer/generator/internal/corpus"
)

// childArg is the first argument of the processes that this program starts of itself. Sites
// are made in such processes too: a system that hands the peak of a parent's memory
// on to its children must not find one that is larger than what is measured.
const childArg = "child"

// child does what a child is for: its kind, and that kind's arguments.
func child(ctx context.Context, args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("a child needs three arguments, not %d", len(args))
	}
	switch kind, from, to := args[0], args[1], args[2]; kind {
	case "corpus":
		n, err := strconv.Atoi(from)
		if err != nil {
			return fmt.Errorf("%q is no number of explainers", from)
		}
		return corpus.Write(to, seed, n)
	case "hugo":
		n, err := strconv.Atoi(from)
		if err != nil {
			return fmt.Errorf("%q is no number of explainers", from)
		}
		return writeHugoSite(to, corpus.Files(seed, n))
	case "floor":
		return floor(ctx, from, to)
	case "floor-of-all":
		if len(args) < 4 {
			return errors.New("the floor of all files needs their list too")
		}
		return floorOfAll(ctx, from, args[3], to)
	case "cpu", "memory":
		return profiled(ctx, kind, from, to)
	default:
		return fmt.Errorf("%q is no kind of child", kind)
	}
}

// ownChild returns the command that runs this program as a child.
func ownChild(ctx context.Context, self string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, self, append([]string{childArg}, args...)...)
}
