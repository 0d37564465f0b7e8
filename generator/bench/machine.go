package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// writeMachine writes what numbers depend on: when, which versions, which machine, and
// how busy that was.
func writeMachine(ctx context.Context, w io.Writer, o options) error {
	lines := []string{
		"date: " + time.Now().UTC().Format(time.DateOnly),
		"generator: " + said(ctx, "git", "describe", "--always", "--dirty"),
		"Go: " + runtime.Version(),
	}
	if o.hugo != "" {
		lines = append(lines, "Hugo: "+said(ctx, o.hugo, "version"))
	}
	machine := fmt.Sprintf("machine: %s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	for _, fact := range [][2]string{{"/proc/cpuinfo", "model name"}, {"/proc/meminfo", "MemTotal"}} {
		if value := procValue(fact[0], fact[1]); value != "" {
			machine += ", " + value
		}
	}
	lines = append(lines, machine)
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		fields := strings.Fields(string(load))
		lines = append(lines, "load before: "+strings.Join(fields[:min(3, len(fields))], " "))
	}
	lines = append(lines, fmt.Sprintf("rounds: %d", o.rounds))
	_, err := fmt.Fprintf(w, "- %s\n", strings.Join(lines, "\n- "))
	return err
}

// said returns the first line that a command writes, or "unknown".
func said(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	line, _, _ := strings.Cut(string(out), "\n")
	if err != nil || line == "" {
		return "unknown"
	}
	return line
}

// procValue returns a value of one of Linux's files of lines "key : value", or "".
func procValue(file, key string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == key {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return ""
}
