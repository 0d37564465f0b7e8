package build

import (
	"explainer/generator/internal/assets"
)

// sized is the width and height of a picture, and the file that they were read from.
type sized struct {
	bytes         int64
	modified      int64
	changed       int64
	width, height int
}

// size returns how to learn the width and height of a picture of content/. Each file is
// read once, and again when its size or its time is another.
func (b *Builder) size(in *input) func(path string) (width, height int) {
	return func(path string) (width, height int) {
		if !assets.IsPicture(path) {
			return 0, 0
		}
		e := in.entry(path)
		known, ok := b.sizes[path]
		if !ok || known.bytes != e.Size || known.modified != e.ModTime.UnixNano() || known.changed != e.Changed {
			known = sized{bytes: e.Size, modified: e.ModTime.UnixNano(), changed: e.Changed}
			if f, _, err := in.content.OpenFile(path); err == nil { // who copies the file reports what is wrong with it
				known.width, known.height = assets.Size(path, f)
				f.Close()
			}
			if b.sizes == nil {
				b.sizes = map[string]sized{}
			}
			b.sizes[path] = known
		}
		return known.width, known.height
	}
}
