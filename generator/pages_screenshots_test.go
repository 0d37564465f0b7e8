package main

import (
	"flag"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "a folder for pictures of every kind of page")

// picture writes what is seen of a page, and what comes below to a height of 2,400 pixels, into the folder for pictures, if there is one:
// explainer-320-dark.jpg, and rtl-explainer-320.jpg of the site in Arabic.
func picture(p *sheet, s *sample, k pageKind, v view) {
	p.t.Helper()
	if *screenshots == "" {
		return
	}
	name := k.name + "-" + v.String()
	if s.base != "/" {
		name = "rtl-" + name
	}
	quality, beyond := int64(80), true
	shot, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatJpeg, Quality: &quality, CaptureBeyondViewport: &beyond,
		Clip: &page.Viewport{Width: float64(v.width), Height: min(2400, ask[float64](p, "document.documentElement.scrollHeight")), Scale: 1},
	})
	p.must(err)
	p.must(os.MkdirAll(*screenshots, 0o755))
	p.must(os.WriteFile(filepath.Join(*screenshots, name+".jpg"), shot.Data, 0o644))
}
