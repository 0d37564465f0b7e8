package build

import (
	"context"
	"slices"

	"github.com/zeebo/xxh3"

	"explainer/generator/internal/content"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
)

// edit is the short way for a preview after a change of nothing but texts and what
// stands above them, which is what somebody who writes does all day: the last good site
// takes the new texts, and the few pages that show them are made. It reports false where the site must be linked.
func (b *Builder) edit(ctx context.Context, in *input, docs []*content.Document) (Result, bool) {
	p := &b.past
	if !b.lazy() || !b.onlyTexts(in) {
		return Result{}, false
	}
	old, new, ok := changedDocs(p.docs, docs)
	if !ok {
		return Result{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e := p.input.Site.Edit(old, new)
	if e == nil {
		return Result{}, false
	}
	if !p.plan.Fits(e.Nodes) {
		e.Undo()
		return Result{}, false
	}
	planned := p.plan.DiagsAfter(old)
	in.diags.Add(p.input.Site.Diags...)
	in.diags.Add(b.templates.diags...)
	in.diags.Add(planned...)
	result := b.result(in, p)
	result.Made = nil
	if !result.OK() || ctx.Err() != nil {
		e.Undo()
		return result, true
	}
	if e.Renamed {
		p.plan.Renamed()
	}
	if !b.takeEdit(ctx, e, &result) {
		e.Undo()
		p.plan.Renamed()
		return result, true
	}
	p.docs, p.plan.Diags = docs, planned
	return result, true
}

// onlyTexts reports whether nothing but documents can have changed since the last good
// build.
func (b *Builder) onlyTexts(in *input) bool {
	p, t := &b.past, &b.templates
	if p.plan == nil || in.only == nil || p.input.Site.Config != in.config || p.input.Site.Today != b.opts.Today ||
		p.input.Layouts != t.set || t.config != in.config || !t.assets.Equal(in.assets) || !p.input.Assets.Equal(in.assets) {
		return false
	}
	for path := range in.only {
		if !content.IsDocument(path) {
			return false
		}
	}
	return slices.Equal(p.static, in.static)
}

// changedDocs returns the documents that two lists do not share, and reports whether
// they are few and of the same paths.
func changedDocs(before, now []*content.Document) (old, new []*content.Document, ok bool) {
	const most = 16
	if len(before) != len(now) {
		return nil, nil, false
	}
	for i, d := range now {
		if d == before[i] {
			continue
		}
		if d.Path != before[i].Path || len(new) == most {
			return nil, nil, false
		}
		old, new = append(old, before[i]), append(new, d)
	}
	return old, new, true
}

// takeEdit makes the pages that an edit reaches. If one cannot be made, it reports
// false and nothing has changed.
func (b *Builder) takeEdit(ctx context.Context, e *site.Edit, result *Result) bool {
	p := &b.past
	why := b.why(e.Keys)
	var places []int
	for url := range why {
		i, _ := p.plan.Index(url)
		places = append(places, i)
	}
	slices.Sort(places)
	jobs := make([]render.Job, len(places))
	for i, place := range places {
		jobs[i] = p.plan.Jobs[place]
	}
	pages := p.input.Pages(ctx, b.now(jobs))
	for _, page := range pages {
		result.Diags.Add(page.Diags...)
	}
	if !result.OK() || ctx.Err() != nil {
		return false
	}
	same := map[render.Job]bool{}
	for _, page := range pages {
		known, _ := p.known(page.URL())
		same[page.Job] = known == xxh3.Hash128(page.Data)
	}
	for i, j := range jobs {
		if j.IsPage() {
			result.Made = append(result.Made, Made{url: j.URL(), Changed: !same[j], Why: why[j.URL()]})
		}
		if !same[j] {
			result.Pages = append(result.Pages, j.Path())
		}
		p.forget(places[i])
	}
	for _, page := range pages {
		b.took(page, true)
	}
	b.asks.reset()
	return true
}
