package depgraph

// table numbers strings. The number of one that was removed is given to another.
type table struct {
	ids   map[string]uint32
	names []string // by number
	free  []uint32
}

// index makes the map of a table that was read.
func (t *table) index() {
	t.ids = make(map[string]uint32, len(t.names))
	for id, name := range t.names {
		t.ids[name] = uint32(id)
	}
}

func (t *table) find(name string) (id uint32, known bool) {
	if t.ids == nil {
		t.index()
	}
	id, known = t.ids[name]
	return id, known
}

// add numbers a string that is not known.
func (t *table) add(name string) uint32 {
	var id uint32
	if n := len(t.free); n > 0 {
		id, t.free = t.free[n-1], t.free[:n-1]
		t.names[id] = name
	} else {
		id = uint32(len(t.names))
		t.names = append(t.names, name)
	}
	t.ids[name] = id
	return id
}

func (t *table) remove(id uint32) {
	delete(t.ids, t.names[id])
	t.names[id] = ""
	t.free = append(t.free, id)
}

func (t *table) size() int { return len(t.names) - len(t.free) }
