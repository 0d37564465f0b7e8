package sitetest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// RunScript returns what a script of generator/testdata/npm prints when it reads data, for a test of a
// package below generator/internal. The test is skipped where there is no node, or nothing was installed for
// the scripts.
func RunScript(tb testing.TB, script string, data []byte) []byte {
	tb.Helper()
	dir := filepath.Join("..", "..", "testdata", "npm")
	_, err := os.Stat(filepath.Join(dir, "node_modules"))
	node, noNode := exec.LookPath("node")
	if err != nil || noNode != nil {
		tb.Skip("needs node, and `npm ci` in generator/testdata/npm")
	}
	cmd := exec.Command(node, filepath.Join(dir, script))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(data), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("%s: %v", script, err)
	}
	return out
}
