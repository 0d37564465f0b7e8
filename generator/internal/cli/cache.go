package cli

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"explainer/generator/internal/cache"
)

// cacheFlags say whether anything is kept for the next run.
type cacheFlags struct {
	NoCache bool `name:"no-cache" help:"Use nothing that earlier runs have kept, and keep nothing."`
}

// cacheFor is how long what is kept of a site stays that nobody builds.
const cacheFor = 60 * 24 * time.Hour

// cacheFile returns the file in which runs of this program keep what the next one can use for
// the site, or "" where there is no place for it. EXPLAINER_CACHE names the folder; without it,
// it is explainer in the system's folder for such things.
func (s *session) cacheFile(flags cacheFlags) string {
	dir := s.Getenv("EXPLAINER_CACHE")
	if dir == "" {
		if dir = userCache(s.Getenv, runtime.GOOS); dir != "" {
			dir = filepath.Join(dir, "explainer")
		}
	}
	full, err := filepath.Abs(s.dir)
	if flags.NoCache || dir == "" || err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(full))
	return filepath.Join(dir, fmt.Sprintf("%x%s", sum[:16], cache.Suffix))
}

// userCache returns the folder in which the programs of a person keep what can be made again:
// that of os.UserCacheDir, in the environment that the session was given.
func userCache(getenv func(string) string, system string) string {
	under := func(name string, below ...string) string {
		if dir := getenv(name); filepath.IsAbs(dir) {
			return filepath.Join(append([]string{dir}, below...)...)
		}
		return ""
	}
	switch system {
	case "windows":
		return under("LocalAppData")
	case "darwin", "ios":
		return under("HOME", "Library", "Caches")
	}
	if dir := under("XDG_CACHE_HOME"); dir != "" {
		return dir
	}
	return under("HOME", ".cache")
}

// unkept says that nothing could be kept, which makes the next run slower and nothing else.
func (s *session) unkept(err error, flags siteFlags) {
	if err != nil && !flags.Quiet && flags.Format == "text" {
		fmt.Fprintf(s.Stderr, "note: nothing is kept for the next run: %v; name a folder for it in EXPLAINER_CACHE, or give --no-cache\n", err)
	}
}
