package frontmatter

// Free returns a table as plain values: string, int64, float64, bool, []any and
// map[string]any. Dates are strings, as they are written. It is nil if the key is
// absent.
func (t *Table) Free(key string) map[string]any {
	v := t.get(key)
	if v == nil {
		return nil
	}
	if v.kind != kindTable {
		t.wrongType(key, v, "a table", "write ["+key+"] above its keys, after all other keys")
		return nil
	}
	return v.table.plain()
}

func (t *Table) plain() map[string]any {
	m := make(map[string]any, len(t.entries))
	for _, e := range t.entries {
		if e.value.kind != kindRefused {
			m[e.name] = t.plainValue(e.value)
		}
	}
	return m
}

func (t *Table) plainValue(v *value) any {
	switch v.kind {
	case kindTable:
		return v.table.plain()
	case kindArray:
		items := make([]any, 0, len(v.items))
		for _, item := range v.items {
			if item.kind != kindRefused {
				items = append(items, t.plainValue(item))
			}
		}
		return items
	case kindDate:
		return t.span(v).Text()
	}
	return v.data
}
