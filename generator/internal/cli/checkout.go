package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"explainer/generator/internal/watch"
)

// A checkout of another branch changes files for longer than a watcher waits. While git
// does so it holds the lock of its index (gitrepository-layout(5), index.lock), so
// a preview waits for that, and builds once.

// checkoutEnds is how often to look whether git has finished, and for how long there must be
// no news then; checkoutMost is when a lock is taken to be left over from a killed git.
const (
	checkoutEnds = 20 * time.Millisecond
	checkoutMost = 30 * time.Second
)

// gitLock returns where git puts the lock while it changes the files of a folder, or ""
// if the folder is in no work tree.
func gitLock(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for {
		git := filepath.Join(dir, ".git")
		if info, err := os.Stat(git); err == nil && info.IsDir() {
			return filepath.Join(git, "index.lock")
		} else if err == nil && info.Mode().IsRegular() && info.Size() < 1<<12 {
			return linkedLock(dir, git)
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// linkedLock is gitLock for a work tree whose .git is a file: "gitdir: PATH".
func linkedLock(dir, file string) string {
	data, err := os.ReadFile(file)
	to, ok := strings.CutPrefix(strings.TrimSpace(string(data)), "gitdir: ")
	if err != nil || !ok {
		return ""
	}
	if !filepath.IsAbs(to) {
		to = filepath.Join(dir, to)
	}
	return filepath.Join(to, "index.lock")
}

// afterCheckout returns a change, together with all that follows while git is at work.
func afterCheckout(ctx context.Context, lock string, change watch.Change, more <-chan watch.Change) watch.Change {
	busy := func() bool {
		if lock == "" {
			return false
		}
		_, err := os.Lstat(lock)
		return err == nil
	}
	if !busy() {
		return change
	}
	begin := time.Now()
	for quiet := false; !quiet && ctx.Err() == nil; {
		select {
		case <-ctx.Done():
		case <-time.After(checkoutEnds):
			quiet = !busy() || time.Since(begin) > checkoutMost
		}
	}
	for {
		select {
		case next, open := <-more:
			if !open {
				return change
			}
			change.Paths = slices.Concat(change.Paths, next.Paths)
			change.Rescan = change.Rescan || next.Rescan
		case <-ctx.Done():
			return change
		case <-time.After(10 * checkoutEnds):
			return change
		}
	}
}
