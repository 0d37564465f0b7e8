package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"explainer/generator/internal/watch"
)

func TestGitLock(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	site := filepath.Join(dir, "repo", "docs", "site")
	tree := filepath.Join(dir, "tree")
	must(os.MkdirAll(filepath.Join(dir, "repo", ".git"), 0o755))
	must(os.MkdirAll(site, 0o755))
	must(os.MkdirAll(tree, 0o755))
	must(os.WriteFile(filepath.Join(tree, ".git"), []byte("gitdir: ../repo/.git/worktrees/tree\n"), 0o644))
	for _, test := range [][2]string{
		{site, filepath.Join(dir, "repo", ".git", "index.lock")},
		{tree, filepath.Join(dir, "repo", ".git", "worktrees", "tree", "index.lock")},
	} {
		if got := gitLock(test[0]); got != test[1] {
			t.Errorf("%s: %q, want %q", test[0], got, test[1])
		}
	}
}

func TestAfterCheckout(t *testing.T) {
	lock := filepath.Join(t.TempDir(), "index.lock")
	more := make(chan watch.Change, 2)
	first := watch.Change{Paths: []string{"a"}}
	if got := afterCheckout(context.Background(), lock, first, more); !slices.Equal(got.Paths, first.Paths) {
		t.Errorf("without a lock: %v", got)
	}
	if err := os.WriteFile(lock, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	more <- watch.Change{Paths: []string{"b"}}
	more <- watch.Change{Paths: []string{"c"}, Rescan: true}
	removed := time.AfterFunc(3*checkoutEnds, func() { _ = os.Remove(lock) })
	defer removed.Stop()
	got := afterCheckout(context.Background(), lock, first, more)
	if !slices.Equal(got.Paths, []string{"a", "b", "c"}) || !got.Rescan {
		t.Errorf("with a lock: %v", got)
	}
	if _, err := os.Lstat(lock); err == nil {
		t.Error("it did not wait for the lock to go")
	}
}
