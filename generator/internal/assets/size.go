package assets

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	_ "image/gif" // formats that image.DecodeConfig knows
	_ "image/jpeg"
	_ "image/png"
	"io"
	"math"
	"path"
	"strconv"
	"strings"

	_ "golang.org/x/image/webp"
)

// maxHead is how much of a picture is read for its size: what cameras put before it
// may be long.
const maxHead = 1 << 20

// maxSide is the longest side that is believed, in pixels.
const maxSide = 100_000

// IsPicture reports whether a file is a picture whose size Size can read, by its name.
func IsPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg":
		return true
	}
	return false
}

// Size returns the width and height of a picture in pixels, or zeros if they cannot be
// read. Those of an SVG are its width and height, or else the sides of its viewBox
// (SVG 2 §8.2, §8.6), in CSS pixels.
func Size(name string, r io.Reader) (width, height int) {
	r = io.LimitReader(r, maxHead)
	if strings.EqualFold(path.Ext(name), ".svg") {
		return svgSize(r)
	}
	c, _, err := image.DecodeConfig(r)
	if err != nil {
		return 0, 0
	}
	return believable(float64(c.Width), float64(c.Height))
}

func believable(width, height float64) (int, int) {
	w, h := math.Round(width), math.Round(height)
	if !(w >= 1 && h >= 1 && w <= maxSide && h <= maxSide) {
		return 0, 0
	}
	return int(w), int(h)
}

// svgSize reads the first element, and nothing behind it.
func svgSize(r io.Reader) (width, height int) {
	data, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return 0, 0
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.ErrUnsupported }
	for {
		token, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != "svg" {
			return 0, 0
		}
		var w, h, boxWidth, boxHeight float64
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "width":
				w = pixels(a.Value)
			case "height":
				h = pixels(a.Value)
			case "viewBox":
				sides := strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' || r == '\r' })
				if len(sides) == 4 {
					boxWidth, boxHeight = pixels(sides[2]), pixels(sides[3])
				}
			}
		}
		switch {
		case w > 0 && h > 0:
		case w > 0 && boxWidth > 0:
			h = w * boxHeight / boxWidth
		case h > 0 && boxHeight > 0:
			w = h * boxWidth / boxHeight
		default:
			w, h = boxWidth, boxHeight
		}
		return believable(w, h)
	}
}

// pixels returns an absolute length in CSS pixels (CSS Values 4 §6.2), or 0.
func pixels(length string) float64 {
	number := strings.TrimRight(strings.TrimSpace(length), "abcdefghijklmnopqrstuvwxyz%")
	unit := 0.0
	switch strings.TrimPrefix(strings.TrimSpace(length), number) {
	case "", "px":
		unit = 1
	case "pt":
		unit = 96.0 / 72
	case "pc":
		unit = 16
	case "in":
		unit = 96
	case "cm":
		unit = 96 / 2.54
	case "mm":
		unit = 96 / 25.4
	}
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return x * unit
}
