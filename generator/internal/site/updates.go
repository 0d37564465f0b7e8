package site

import "strconv"

// UpdateAnchors returns the ids that the updates of an explainer have on its page, in the
// order written: "correction:2022-10-02", and "correction:2022-10-02-2" for a second one
// of that kind and day.
func (e *Explainer) UpdateAnchors() []string {
	anchors := make([]string, len(e.Meta.Updates))
	count := map[string]int{}
	for i, u := range e.Meta.Updates {
		kind := u.Kind
		if kind == "" {
			kind = "update"
		}
		anchors[i] = kind + ":" + u.On.Date.String()
		if count[anchors[i]]++; count[anchors[i]] > 1 {
			anchors[i] += "-" + strconv.Itoa(count[anchors[i]])
		}
	}
	return anchors
}
