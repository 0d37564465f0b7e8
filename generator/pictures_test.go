package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"explainer/generator/internal/build"
)

// TestPictures holds that a picture has its width and height on every page that shows
// it, that the first of a text is loaded at once and the others when they are near, and
// that a picture of another size reaches the pages.
func TestPictures(t *testing.T) {
	dir := t.TempDir()
	picture := func(name string, width, height int) {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "content", name), b.String())
	}
	picture("actors/ann.png", 120, 160)
	picture("explainers/x/map.png", 640, 480)
	write(t, filepath.Join(dir, "content/explainers/x/plan.svg"), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"/>`)
	write(t, filepath.Join(dir, "config.toml"), "title = \"T\"\n")
	write(t, filepath.Join(dir, "content/actors/ann.md"), "+++\nname = \"Ann\"\nimage = \"ann.png\"\nimage_alt = \"Ann\"\nimage_credit = \"By Bob\"\n+++\n")
	write(t, filepath.Join(dir, "content/explainers/x/index.md"), "+++\ntitle = \"X\"\nactors = [\"ann\"]\n+++\n![A map](map.png \"The east\")\n\n![A plan](plan.svg)\n\n![Far](https://example.org/far.png)\n")

	b := build.New(build.Options{Dir: dir})
	holds := func(page string, wants ...string) {
		t.Helper()
		if result, err := b.Build(context.Background()); err != nil || !result.OK() {
			t.Fatal(err, result.Diags)
		}
		html, err := os.ReadFile(filepath.Join(dir, build.OutputDir, page, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(html), want) {
				t.Errorf("%s has no %s", page, want)
			}
		}
	}
	holds("explainers/x",
		"<figure>\n<img src=\"/explainers/x/map.png\" width=\"640\" height=\"480\" alt=\"A map\" decoding=\"async\">\n<figcaption>The east</figcaption>\n</figure>",
		`<img src="/explainers/x/plan.svg" width="30" height="20" alt="A plan" loading="lazy" decoding="async">`,
		`<img src="https://example.org/far.png" alt="Far" loading="lazy" decoding="async">`)
	holds("actors/ann", `<img src="/actors/ann.png" alt="Ann" width="120" height="160">`, "By Bob")
	picture("explainers/x/map.png", 64, 48)
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "content/explainers/x/map.png"), later, later); err != nil {
		t.Fatal(err)
	}
	holds("explainers/x", `<img src="/explainers/x/map.png" width="64" height="48" alt="A map"`)
}
