package cli

import (
	"runtime/debug"
)

// The target of the garbage collector, in percent of what is alive (runtime/debug,
// SetGCPercent). A build is over before much of the time that collecting takes is
// won back; a preview runs for hours beside other programs.
const (
	buildGC   = 400
	previewGC = 50
	// mostMemory is where a build begins to collect more often instead, in bytes.
	mostMemory = 2 << 30
)

// tuneMemory sets the target, unless the environment does (GOGC, GOMEMLIMIT).
func tuneMemory(getenv func(string) string, percent int) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(mostMemory)
	}
}
