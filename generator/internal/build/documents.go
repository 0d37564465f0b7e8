package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"

	"explainer/generator/internal/cache"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
	"explainer/generator/internal/tree"
)

// parsed is a document with what it was parsed from, or why there is none.
type parsed struct {
	options *content.Options
	sum     [sha256.Size]byte // of the file's bytes
	doc     *content.Document
	problem diag.List
}

// parse reads and parses the documents, in parallel. A document whose bytes and
// options are those of the last build is taken from there, diagnostics included.
func (b *Builder) parse(ctx context.Context, in *input) []*content.Document {
	opts := &content.Options{Markdown: markdown.Options{RawHTML: in.config.Markdown.RawHTML, Smart: in.config.Markdown.SmartPunctuation,
		Limits: markdown.Limits{Bytes: int(in.config.MaxFileSize)}}, Language: in.config.Language.String(), Labels: in.words}
	if docs := b.parseFew(ctx, in, opts); docs != nil {
		return docs
	}
	var paths, unsure []string
	for e := range in.all() {
		if content.IsDocument(e.Path) {
			paths = append(paths, e.Path)
			if in.only == nil || in.only[e.Path] {
				unsure = append(unsure, e.Path)
			}
		}
	}
	results := make([]parsed, len(unsure))
	inParallel(ctx, len(unsure), func(i int) { results[i] = b.parseOne(in, unsure[i], opts) })
	known := b.docs
	if in.only == nil {
		known = make(map[string]parsed, len(paths))
	}
	for i, p := range unsure {
		known[p] = results[i]
	}
	b.docs = known
	docs := make([]*content.Document, 0, len(paths))
	for _, p := range paths {
		in.diags.Add(known[p].problem...)
		if d := known[p].doc; d != nil {
			docs = append(docs, d)
		}
	}
	b.list = newListed(docs, len(paths))
	in.diags.Add(b.list.diags()...)
	return docs
}

// listed is the documents of a build, for the next one that changes only a few of them: it
// does not look at each.
type listed struct {
	docs []*content.Document
	at   map[string]int // where they are, by path; nil if some could not be had
	said []int          // where those are that have diagnostics, in order
}

func newListed(docs []*content.Document, all int) *listed {
	l := &listed{docs: docs}
	if len(docs) == all {
		l.at = make(map[string]int, len(docs))
	}
	for i, d := range docs {
		if l.at != nil {
			l.at[d.Path] = i
		}
		if len(d.Diags) > 0 {
			l.said = append(l.said, i)
		}
	}
	return l
}

// diags returns what is wrong with the documents.
func (l *listed) diags() diag.List {
	var all diag.List
	for _, i := range l.said {
		all.Add(l.docs[i].Diags...)
	}
	return all
}

// set puts another document in the place of one.
func (l *listed) set(i int, d *content.Document) {
	l.docs[i] = d
	at, had := slices.BinarySearch(l.said, i)
	switch has := len(d.Diags) > 0; {
	case has && !had:
		l.said = slices.Insert(l.said, at, i)
	case had && !has:
		l.said = slices.Delete(l.said, at, at+1)
	}
}

// parseFew is parse where only a few documents can have changed, and all can be had. Otherwise
// it returns nil.
func (b *Builder) parseFew(ctx context.Context, in *input, opts *content.Options) []*content.Document {
	if in.only == nil || b.list == nil || b.list.at == nil || len(in.only) > len(b.list.docs)/16+1 {
		return nil
	}
	var paths []string
	for p := range in.only {
		if content.IsDocument(p) {
			paths = append(paths, p)
		}
	}
	results := make([]parsed, len(paths))
	inParallel(ctx, len(paths), func(i int) { results[i] = b.parseOne(in, paths[i], opts) })
	for i, p := range paths {
		if _, known := b.list.at[p]; !known || results[i].doc == nil {
			return nil
		}
	}
	b.list.docs = slices.Clone(b.list.docs) // the past has the others
	for i, p := range paths {
		b.docs[p] = results[i]
		b.list.set(b.list.at[p], results[i].doc)
	}
	in.diags.Add(b.list.diags()...)
	return b.list.docs
}

func (b *Builder) parseOne(in *input, path string, opts *content.Options) parsed {
	name := ContentDir + "/" + path
	if size := in.entry(path).Size; size > in.config.MaxFileSize {
		return parsed{problem: diag.List{diag.FileErrorf("too-large", name, "the file has %d bytes, and at most %d are read", size, in.config.MaxFileSize).
			WithHelp("split it, or raise file_size under [limits] in config.toml")}}
	}
	data, err := in.content.Read(path)
	if err != nil {
		var problem tree.Problem
		if errors.As(err, &problem) {
			return parsed{problem: diag.List{problemDiagnostic(ContentDir, problem)}}
		}
		return parsed{problem: diag.List{diag.FileErrorf("unreadable", name, "cannot read the file: %v", err)}}
	}
	sum := sha256.Sum256(data)
	if old, ok := b.docs[path]; ok && old.doc != nil && *old.options == *opts && old.sum == sum {
		return old
	}
	return parsed{options: opts, sum: sum, doc: b.document(data, sum, path, opts)}
}

// document makes a document of a file's bytes: it is read from the cache if it is there, and
// parsed if not.
//
// Where many documents stay in memory, or can be had back from the cache, their texts are packed
// away, and the bytes of the files let go: pages are made of a few at a time.
func (b *Builder) document(data []byte, sum [sha256.Size]byte, path string, opts *content.Options) *content.Document {
	name := ContentDir + "/" + path
	if b.kept == nil && !b.opts.Live {
		return content.Parse(source.New(name, data), path, *opts)
	}
	o := &origin{dir: b.path(ContentDir), path: path, sum: sum, opts: opts}
	if doc := b.kept.document(o); doc != nil {
		return showable(doc)
	}
	doc := content.Parse(source.New(name, data), path, *opts)
	room, ok := b.packing.Get().(*[]byte)
	if !ok {
		room = new([]byte)
	}
	defer b.packing.Put(room)
	whole, err := doc.Append((*room)[:0])
	if err != nil {
		return doc // it has something that cannot be packed
	}
	*room = whole
	packed, err := content.Unpack(whole, b.kept.pack(whole, o), o.file(), path)
	if err != nil {
		return doc
	}
	return showable(packed)
}

// showable returns a document with the bytes of its file where something is wrong with it: its
// lines are shown, even if the file is saved again before that.
func showable(doc *content.Document) *content.Document {
	if len(doc.Diags) > 0 {
		doc.File.Data()
	}
	return doc
}

// origin is what a document was made of.
type origin struct {
	dir  string // content/
	path string
	sum  [sha256.Size]byte
	opts *content.Options
}

// file returns the file, whose bytes are read once more by who is shown a place in it.
func (o *origin) file() *source.File { return source.Later(ContentDir+"/"+o.path, o.again) }

// again reads the file's bytes. It returns nil if they are others by now.
func (o *origin) again() []byte {
	root, err := tree.Open(o.dir)
	if err != nil {
		return nil
	}
	defer root.Close()
	data, err := root.Read(o.path)
	if err != nil || sha256.Sum256(data) != o.sum {
		return nil
	}
	return data
}

// orAgain returns what was got, or makes it again where that was damaged.
func (o *origin) orAgain(whole string, ok bool) (string, error) {
	if ok {
		return whole, nil
	}
	data := o.again()
	if data == nil {
		return "", errors.New("the cache is damaged, and the file has changed")
	}
	b, err := content.Parse(source.New(ContentDir+"/"+o.path, data), o.path, *o.opts).Append(nil)
	return string(b), err
}

// inMemory packs a document where there is no cache that it could be had back from.
func inMemory(whole []byte) func() (string, error) {
	p := cache.Pack(whole)
	return p.Value
}
