// Package browsertest starts a browser for tests. Programs do not use it.
package browsertest

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Start starts Chromium without a window, with pages of a size in CSS pixels, and returns a
// context in which chromedp acts on its first tab, until the test or the limit ends. A
// test is skipped if it is to be short, or where there is no Chromium.
func Start(tb testing.TB, width, height int, limit time.Duration) context.Context {
	tb.Helper()
	if testing.Short() {
		tb.Skip("starts a browser")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program(tb)), chromedp.UserDataDir(tb.TempDir()), chromedp.WindowSize(width, height),
	}
	for _, flag := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "disable-background-timer-throttling", "disable-renderer-backgrounding",
		"disable-dev-shm-usage",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	// The lists below the address bar of each window are pages, too, which nobody sees.
	options = append(options, chromedp.Flag("disable-features", "PaintHolding,WebUIOmniboxPopup,WebUIOmniboxAimPopup"))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	tb.Cleanup(cancel)
	ctx, cancel := context.WithTimeout(alloc, limit)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatal(err)
	}
	return ctx
}

// program returns the path of Chromium, under whichever name it is installed.
func program(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	tb.Skip("needs Chromium: apt-get install chromium")
	return ""
}
