package markdown

import "cmp"

// hole is a place in the HTML that another file decides.
type hole struct {
	kind holeKind
	at   int32 // offset in html
	ref  int32 // index into Refs
}

type holeKind uint8

const (
	holeOpen  holeKind = iota // the words of a link follow
	holeClose                 // and end
	holeWiki                  // a link whose words the site chooses
	holeImage                 // attributes of a picture
	holeCite                  // a citation opens, whose number the site chooses
)

func (c *compiler) hole(kind holeKind, ref int) {
	c.d.holes = append(c.d.holes, hole{kind, int32(len(c.html)), int32(ref)})
}

// Render appends the Doc's HTML. It asks r for every Ref at most twice; a nil r
// resolves none. The mentions must be in order of Run and Start and must not
// overlap; one that does, or that is no place in a Run, is left out. Its link is
// links[Mention.Target].
func (d *Doc) Render(dst []byte, r Resolver, mentions []Mention, links []Link) []byte {
	w := writer{d: d, mentions: mentions, links: links, dst: dst}
	for _, h := range d.holes {
		w.copy(int(h.at))
		w.fill(h, resolve(r, int(h.ref)))
	}
	w.copy(len(d.html))
	return w.dst
}

func resolve(r Resolver, i int) Link {
	if r == nil {
		return Link{}
	}
	return r.Ref(i)
}

type writer struct {
	d        *Doc
	dst      []byte
	pos      int // what is before it in the Doc's html is written
	mentions []Mention
	links    []Link
	open     string // the end tag of the open link, if any
}

// copy writes the finished HTML up to an offset. The runs in it that hold
// mentions are written anew.
func (w *writer) copy(to int) {
	for len(w.mentions) > 0 {
		i := w.mentions[0].Run
		if i < 0 || int(i) >= len(w.d.Runs) {
			w.mentions = w.mentions[1:]
			continue
		}
		run := &w.d.Runs[i]
		if int(run.start) >= to {
			break
		}
		n := 1
		for n < len(w.mentions) && w.mentions[n].Run == i {
			n++
		}
		if int(run.start) >= w.pos {
			w.dst = append(w.dst, w.d.html[w.pos:run.start]...)
			w.run(run, w.mentions[:n])
			w.pos = int(run.end)
		}
		w.mentions = w.mentions[n:]
	}
	w.dst = append(w.dst, w.d.html[w.pos:to]...)
	w.pos = to
}

// run writes a run with links around its mentions.
func (w *writer) run(r *Run, mentions []Mention) {
	at, edits := 0, r.edits
	write := func(to int) {
		for len(edits) > 0 && int(edits[0].at) < to {
			e := edits[0]
			w.dst = appendText(w.dst, r.Text[at:e.at])
			w.dst = appendText(w.dst, e.show)
			at, edits = int(e.at+e.size), edits[1:]
		}
		if at < to {
			w.dst = appendText(w.dst, r.Text[at:to])
			at = to
		}
	}
	for _, m := range mentions {
		start, end := int(m.Start), int(m.End)
		if start < at || end <= start || end > len(r.Text) || m.Target < 0 || int(m.Target) >= len(w.links) {
			continue
		}
		write(start)
		w.openLink(w.links[m.Target], "")
		write(end)
		w.closeLink()
	}
	write(len(r.Text))
}

func (w *writer) fill(h hole, l Link) {
	ref := &w.d.Refs[h.ref]
	switch h.kind {
	case holeOpen:
		if ref.Kind == Claim {
			l.Class = cmp.Or(l.Class, "claim")
		}
		w.openLink(l, ref.title)
	case holeClose:
		w.closeLink()
	case holeWiki:
		w.openLink(l, "")
		if l.Text == "" {
			l.Text = ref.Target
		}
		w.dst = appendText(w.dst, l.Text)
		w.closeLink()
	case holeCite:
		w.openCite(l, ref)
	case holeImage:
		w.dst = appendAttrIf(w.dst, "src", l.Href)
		w.dst = appendAttrIf(w.dst, "class", l.Class)
		if l.Width > 0 && l.Height > 0 {
			w.dst = appendIntAttr(w.dst, "width", l.Width)
			w.dst = appendIntAttr(w.dst, "height", l.Height)
		}
	}
}

// openLink opens a link, or what stands for one that leads nowhere.
func (w *writer) openLink(l Link, title string) {
	switch {
	case l.Missing:
		w.dst = append(w.dst, `<span class="missing">`...)
		w.open = "</span>"
	case l.Href == "":
		w.open = ""
	default:
		w.dst = append(w.dst, "<a"...)
		w.dst = appendAttr(w.dst, "href", l.Href)
		w.dst = appendAttrIf(w.dst, "class", l.Class)
		if title == "" {
			title = l.Title
		}
		w.dst = appendAttrIf(w.dst, "title", title)
		w.dst = append(w.dst, '>')
		w.open = "</a>"
	}
}

func (w *writer) closeLink() { w.dst = append(w.dst, w.open...) }
