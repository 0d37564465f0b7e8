package build

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"

	"explainer/generator/internal/cache"
	"explainer/generator/internal/codec"
	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/output"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// kept is what other processes have left for this one in the cache, and what this one is to
// leave: each document as it was parsed, and of the last site that was written, the documents
// it was linked from and the facts that each output was made from.
//
// A document is found by the hash of its path, its bytes, and all else that it was parsed
// with. So nothing here can be out of date. Where anything is missing, it is made anew.
type kept struct {
	path    string
	cache   *cache.Cache
	parsing string // a hash of what every document follows from beside its file

	mu      sync.Mutex
	keys    map[string]cache.Key // of documents, by path
	new     int                  // documents and links that were not there
	within  site.Frame           // what texts were linked within last
	writer  *cache.Writer        // of the file that takes the place of the cache; nil until something is put
	refused error                // why there can be none
}

// newKept opens the cache, or returns nil if there shall be none.
func (b *Builder) newKept(in *input) *kept {
	if b.opts.Cache == "" || b.opts.Program == "" || b.heard.set == nil {
		return nil
	}
	parts := []string{b.opts.Program, string(b.settings.data)}
	for _, f := range b.heard.files {
		parts = append(parts, f.Path, string(f.Data()))
	}
	parsing := cache.KeyOf(parts...)
	return &kept{path: b.opts.Cache, cache: cache.Open(b.opts.Cache), parsing: string(parsing[:]), keys: map[string]cache.Key{}}
}

// close gives the files back once no more texts are needed.
func (k *kept) close() {
	if k == nil {
		return
	}
	k.cache.Close()
	if k.writer != nil {
		k.writer.Close()
	}
}

// release forgets what is needed for keeping alone, and sees that no file is left behind that the
// next process has no use for.
func (k *kept) release() {
	if k == nil {
		return
	}
	k.keys = nil
	if k.writer != nil {
		k.writer.Discard()
	}
}

// key returns the key of a document, and remembers it.
func (k *kept) key(o *origin) cache.Key {
	key := cache.KeyOf("document", k.parsing, o.path, string(o.sum[:]))
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys[o.path] = key
	return key
}

// document returns a document that the cache has, or nil.
func (k *kept) document(o *origin) *content.Document {
	if k == nil {
		return nil
	}
	key := k.key(o)
	whole, ok := k.cache.Get(key)
	if !ok {
		return nil
	}
	doc, err := content.Unpack(whole, func() (string, error) { return o.orAgain(k.cache.Get(key)) }, o.file(), o.path)
	if err != nil {
		return nil
	}
	return doc
}

// former returns a document of the last site whose file is another now, or gone. Its bytes are not
// needed: what it says of itself was said.
func (k *kept) former(ref docRef) *content.Document {
	whole, ok := k.cache.Get(ref.key)
	if !ok {
		return nil
	}
	doc, err := content.Read(whole, source.New(ContentDir+"/"+ref.path, nil), ref.path)
	if err != nil {
		return nil
	}
	return doc
}

// pack puts away what was made of a document that was parsed, and returns what gets it back.
func (k *kept) pack(whole []byte, o *origin) func() (string, error) {
	if k == nil {
		return inMemory(whole)
	}
	key := k.key(o)
	w, err := k.out()
	k.isNew()
	if err != nil || !w.Put(key, whole) {
		return inMemory(whole)
	}
	return func() (string, error) { return o.orAgain(w.Get(key)) }
}

// isNew counts what is new for the next process.
func (k *kept) isNew() {
	k.mu.Lock()
	k.new++
	k.mu.Unlock()
}

// linkedTexts is what became of the texts of documents when they were linked.
type linkedTexts struct {
	*kept
	keys map[string]cache.Key // of the documents, by path
}

// linksKey is the key of what became of the text of a document within a frame.
func linksKey(within site.Frame, document cache.Key) cache.Key {
	return cache.KeyOf("links", string(within[:]), string(document[:]))
}

func (l linkedTexts) Within(f site.Frame) { l.within = f }

func (l linkedTexts) Get(path string) (string, bool) {
	key, known := l.keys[path]
	if !known {
		return "", false
	}
	return l.cache.Get(linksKey(l.within, key))
}

func (l linkedTexts) Put(path string, data []byte) {
	key, known := l.keys[path]
	if !known {
		return
	}
	if w, err := l.out(); err == nil && w.Put(linksKey(l.within, key), data) {
		l.isNew()
	}
}

// out returns the file that takes the place of the cache.
func (k *kept) out() (*cache.Writer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writer == nil && k.refused == nil {
		k.writer, k.refused = cache.Create(k.path)
	}
	return k.writer, k.refused
}

// state is what is known of the last site that was written.
type state struct {
	docs   []docRef
	within site.Frame // of their texts
	log    depgraph.Log
}

type docRef struct {
	path string
	key  cache.Key
}

func (s *state) code(c *codec.Coder) {
	codec.Slice(c, &s.docs, func(d *docRef, c *codec.Coder) {
		c.String(&d.path)
		codeSum(c, (*[sha256.Size]byte)(&d.key))
	})
	codeSum(c, (*[sha256.Size]byte)(&s.within))
	s.log.Code(c)
}

// codeSum codes a SHA-256.
func codeSum(c *codec.Coder, sum *[sha256.Size]byte) {
	text := string(sum[:])
	if c.String(&text); len(text) != len(sum) {
		c.Refuse()
		return
	}
	copy(sum[:], text)
}

// stateKey is the key of the state that a build may go on from: one of the same program,
// options, config, layouts, words, assets and copied files, of which pages show how large
// pictures are. Then only documents can be others.
func (b *Builder) stateKey(in *input) cache.Key {
	parts := []string{"state"}
	b.follows(in, func(s string) { parts = append(parts, s) })
	size := b.size(in)
	for _, path := range in.static {
		width, height := size(path)
		parts = append(parts, path, fmt.Sprint(width, height))
	}
	return cache.KeyOf(parts...)
}

// recalled is a site that another process has written, from which this build goes on.
type recalled struct {
	state
	output  string     // which build into the output folder it was: output.Of
	site    *site.Site // what it is now
	changed []depgraph.Key
}

// recall returns the site of the documents, linked, with what is new in it since it was last
// written, or nil if nothing is known of that.
func (b *Builder) recall(in *input, docs []*content.Document, opts site.Options) *recalled {
	k := b.kept
	if k == nil || !b.opts.Once || in.diags.Errors() > 0 {
		return nil
	}
	key, of, ok := k.latest()
	if !ok || key != b.stateKey(in) {
		return nil
	}
	data, ok := k.cache.Get(key)
	r := &recalled{output: of}
	if !ok || codec.Read(data, nil, r.code) != nil {
		return nil
	}
	before := k.before(r.docs, docs)
	if before == nil {
		return nil
	}
	opts.Keep = true
	opts.Linked = linkedTexts{k, k.keysOf(r.docs)}
	r.site = site.Link(in.config, before, in.static, opts)
	if r.site.Diags.Errors() > 0 {
		return nil
	}
	old, new, few := changedDocs(before, docs)
	if few {
		if e := r.site.Edit(old, new); e != nil {
			r.changed = e.Keys
			return r
		}
	}
	opts.Keep, opts.Linked = false, linkedTexts{k, k.keys}
	now := site.Link(in.config, docs, in.static, opts)
	if !site.SameIndexes(r.site, now) { // every page has the names of the indexes
		r.log = depgraph.Log{}
	}
	r.site, r.changed = now, site.Diff(r.site, now)
	return r
}

// before returns the documents that a site was linked from: those of now, where they are the
// same, and others from the cache. It returns nil if one is missing.
func (k *kept) before(refs []docRef, now []*content.Document) []*content.Document {
	byPath := make(map[string]*content.Document, len(now))
	for _, d := range now {
		byPath[d.Path] = d
	}
	docs := make([]*content.Document, 0, len(refs))
	for _, ref := range refs {
		d := byPath[ref.path]
		if d == nil || k.keys[ref.path] != ref.key {
			d = k.former(ref)
		}
		if d == nil {
			return nil
		}
		docs = append(docs, d)
	}
	return docs
}

// keysOf returns the keys of the documents of a site, by path.
func (k *kept) keysOf(refs []docRef) map[string]cache.Key {
	keys := make(map[string]cache.Key, len(refs))
	for _, ref := range refs {
		keys[ref.path] = ref.key
	}
	return keys
}

// put puts away what was parsed, for the next process. Where the file has no room for it, or is
// not to be had, the document is parsed again.
func (k *kept) put(ctx context.Context, docs []*content.Document) {
	w, err := k.out()
	if err != nil {
		return
	}
	inParallel(ctx, len(docs), func(i int) {
		key, ok := k.keys[docs[i].Path]
		if !ok {
			return
		}
		if links := linksKey(k.within, key); !w.Has(links) {
			w.Keep(k.cache, links)
		}
		if w.Has(key) || w.Keep(k.cache, key) {
			return
		}
		if data, err := docs[i].Append(nil); err == nil {
			w.Put(key, data)
		}
	})
}

// keep leaves the next process what was parsed and linked, if anything is new of that.
func (k *kept) keep(ctx context.Context, docs []*content.Document) error {
	if k == nil || k.new == 0 {
		return nil
	}
	w, err := k.out()
	if err != nil {
		return err
	}
	k.keepState(w)
	k.put(ctx, docs)
	if ctx.Err() != nil {
		return nil
	}
	return w.Commit()
}

// putSite puts away what is known of the site that is being written, of whose documents everything has
// been put away, in the background. What it returns waits for that, and tells why it could not be done.
func (k *kept) putSite(key cache.Key, s *state) (wait func() error) {
	var wg sync.WaitGroup
	w, err := k.out()
	if err == nil {
		wg.Go(func() {
			var data []byte
			if data, err = codec.Append(nil, nil, s.code); err == nil {
				w.Put(key, data)
			}
		})
	}
	return func() error {
		wg.Wait()
		return err
	}
}

// keepSite leaves the next process the site that has been put away, which a build has written.
func (k *kept) keepSite(ctx context.Context, key cache.Key, of string) error {
	w, err := k.out()
	if err != nil || ctx.Err() != nil {
		return err
	}
	w.Put(latestKey(), append(key[:], of...))
	return w.Commit()
}

// refs says which documents a site was linked from.
func (k *kept) refs(docs []*content.Document) []docRef {
	refs := make([]docRef, len(docs))
	for i, d := range docs {
		refs[i] = docRef{d.Path, k.keys[d.Path]}
	}
	return refs
}

// latestKey is the key under which the key of the state is, and of which build into the output folder it was.
func latestKey() cache.Key { return cache.KeyOf("latest state") }

// latest returns both.
func (k *kept) latest() (key cache.Key, output string, ok bool) {
	text, ok := k.cache.Get(latestKey())
	if !ok || len(text) < len(key) {
		return key, "", false
	}
	return cache.Key([]byte(text[:len(key)])), text[len(key):], true
}

// keepState leaves the state as it is, and the documents that it needs.
func (k *kept) keepState(w *cache.Writer) {
	key, _, ok := k.latest()
	if !ok {
		return
	}
	data, ok := k.cache.Get(key)
	var s state
	if !ok || codec.Read(data, nil, s.code) != nil {
		return
	}
	w.Keep(k.cache, latestKey())
	w.Keep(k.cache, key)
	for _, d := range s.docs {
		w.Keep(k.cache, d.key)
		w.Keep(k.cache, linksKey(s.within, d.key))
	}
}

// since returns the jobs of a recalled site that must be done: those whose outputs are new,
// whose facts have changed, or whose files are not what they were. The others are kept.
func (b *Builder) since(ctx context.Context, next *past, r *recalled) []render.Job {
	why := map[string][]depgraph.Key{}
	for _, reason := range r.log.Stale(r.changed) {
		why[reason.Output] = reason.Keys
	}
	all := next.plan.Jobs
	stay := make([]bool, len(all))
	inParallel(ctx, len(all), func(i int) {
		url := all[i].URL()
		if _, stale := why[url]; !stale && r.log.Has(url) {
			stay[i] = next.sink.keep(all[i].Path())
		}
	})
	var jobs []render.Job
	for i, j := range all {
		if stay[i] {
			continue
		}
		jobs = append(jobs, j)
		if j.IsPage() {
			next.made = append(next.made, Made{url: j.URL(), Changed: true, Why: why[j.URL()]})
		}
	}
	r.log.Retain(func(url string) bool {
		i, planned := next.plan.Index(url)
		return planned && stay[i]
	})
	next.sink.log = r.log
	return jobs
}

// sameOutput reports whether the output folder is the one that the state speaks of.
func (b *Builder) sameOutput(taken *sink, of string) bool {
	if taken.stage == nil {
		return output.Of(b.out()) == of
	}
	return taken.stage.Of() == of
}
