package sitetest

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// aloneEnv names the test that a process was started for.
const aloneEnv = "EXPLAINER_TEST_ALONE"

// Alone runs a test in a process of its own, since it measures what a process holds or allocates,
// beside the other tests of its package, and reports what comes of it. It returns true in that process,
// in which the test then goes on, and false in the first one, in which it is done. Flags are
// those of the package that the process needs, as -soak.edits=10.
func Alone(t *testing.T, flags ...string) bool {
	t.Helper()
	if os.Getenv(aloneEnv) == t.Name() {
		return true
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-test.run=^" + t.Name() + "$", "-test.v", "-test.timeout=20m"}
	if testing.Short() {
		args = append(args, "-test.short")
	}
	cmd := exec.CommandContext(t.Context(), exe, append(args, flags...)...)
	cmd.Env = append(os.Environ(), aloneEnv+"="+t.Name())
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Parallel() // from here on others run, too
	err = cmd.Wait()
	passed := strings.Contains(said.String(), "\n--- PASS: "+t.Name()+" (")
	switch {
	case strings.Contains(said.String(), "\n--- SKIP: "+t.Name()+" ("):
		t.Skip(said.String())
	case err != nil || !passed:
		t.Fatalf("%v\n%s", err, said.String())
	}
	// The test is counted once.
	t.Log(strings.Replace(said.String(), "\n--- PASS: "+t.Name()+" (", "\nthere: "+t.Name()+" (", 1))
	return false
}
