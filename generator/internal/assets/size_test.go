package assets

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
)

func TestSize(t *testing.T) {
	picture := image.NewPaletted(image.Rect(0, 0, 7, 5), nil)
	picture.Palette = append(picture.Palette, color.Black)
	encode := func(write func(w io.Writer) error) string {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	webp, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, data    string
		width, height int
	}{
		{"a.png", encode(func(w io.Writer) error { return png.Encode(w, picture) }), 7, 5},
		{"a.JPG", encode(func(w io.Writer) error { return jpeg.Encode(w, picture, nil) }), 7, 5},
		{"a.gif", encode(func(w io.Writer) error { return gif.Encode(w, picture, nil) }), 7, 5},
		{"a.webp", string(webp), 1, 1},
		{"a.png", "no picture", 0, 0},
		{"a.svg", `<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg" width="32" height="16px"/>`, 32, 16},
		{"a.svg", `<svg viewBox="0 0 300,150"><g/></svg>`, 300, 150},
		{"a.svg", `<svg viewBox="0 0 300 150" width="100"/>`, 100, 50},
		{"a.svg", `<svg viewBox="0 0 300 150" height="1in"/>`, 192, 96},
		{"a.svg", `<svg viewBox="0 0 300 150" width="100%" height="100%"/>`, 300, 150},
		{"a.svg", `<svg width="1e9" height="1"/>`, 0, 0},
		{"a.svg", `<svg width="NaN" height="-1"/>`, 0, 0},
		{"a.svg", `<html width="1" height="1"/>`, 0, 0},
		{"a.svg", `<svg`, 0, 0},
	} {
		if w, h := Size(tt.name, strings.NewReader(tt.data)); w != tt.width || h != tt.height {
			t.Errorf("%s %.40q: %d × %d, want %d × %d", tt.name, tt.data, w, h, tt.width, tt.height)
		}
	}
}

func FuzzSize(f *testing.F) {
	f.Add("a.svg", []byte(`<svg viewBox="0 0 1 1" width="3"/>`))
	f.Add("a.png", []byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if w, h := Size(name, bytes.NewReader(data)); w < 0 || h < 0 || (w == 0) != (h == 0) {
			t.Errorf("%d × %d", w, h)
		}
	})
}
