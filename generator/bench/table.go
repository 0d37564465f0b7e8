package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// cost is what one build took.
type cost struct {
	wall, processor time.Duration
	memory          int64 // bytes; 0 if unknown
}

// measures are the columns of costs, as numbers in the unit of the column.
func measures() (titles []string, of []func(cost) float64) {
	return []string{"wall, s", "processor, s", "peak memory, MB"}, []func(cost) float64{
		func(c cost) float64 { return c.wall.Seconds() },
		func(c cost) float64 { return c.processor.Seconds() },
		func(c cost) float64 { return float64(c.memory) / 1e6 },
	}
}

// median returns the median of some costs and how far they spread.
func median(costs []cost, of func(cost) float64) (middle, least, most float64) {
	list := make([]float64, len(costs))
	for i, c := range costs {
		list[i] = of(c)
	}
	slices.SortFunc(list, cmp.Compare[float64])
	n := len(list)
	if n == 0 {
		return 0, 0, 0
	}
	return (list[(n-1)/2] + list[n/2]) / 2, list[0], list[n-1]
}

// number writes a number with three significant digits, or all before the point.
func number(x float64) string {
	switch {
	case x >= 99.95:
		return fmt.Sprintf("%.0f", x)
	case x >= 9.995:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// spread writes a median and, where there is more than one round, its spread.
func spread(costs []cost, of func(cost) float64) string {
	middle, least, most := median(costs, of)
	switch {
	case len(costs) == 0 || middle == 0:
		return "–"
	case len(costs) == 1:
		return number(middle)
	}
	return fmt.Sprintf("%s (%s–%s)", number(middle), number(least), number(most))
}

// ratio writes how many times one median is another.
func ratio(ours, theirs []cost, of func(cost) float64) string {
	a, _, _ := median(ours, of)
	b, _, _ := median(theirs, of)
	if a == 0 || b == 0 {
		return "–"
	}
	return number(a / b)
}

// table is a table of Markdown: the first row is its head.
type table [][]string

func (t table) String() string {
	var b strings.Builder
	for i, row := range t {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString("| ---" + strings.Repeat(" | ---:", len(row)-1) + " |\n")
		}
	}
	return b.String()
}

// write writes the tables of one size.
func (b *bench) write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "\n## %d explainers (%d files, %.1f MB)\n\nInto an empty folder:\n\n%s\nRatios:\n\n%s",
		b.explainers, b.files, float64(b.bytes)/1e6, b.costs(), b.ratios())
	if err == nil && !b.cold {
		_, err = fmt.Fprintf(w, "\nOver what was built, in a new process:\n\n%s", b.rebuilds())
	}
	return err
}

// costs is the table of builds into an empty folder.
func (b *bench) costs() table {
	titles, of := measures()
	t := table{append([]string{"program", "pages", "files", "MB"}, titles...)}
	for _, o := range b.outcomes {
		row := []string{o.name, fmt.Sprint(o.html), fmt.Sprint(o.files), fmt.Sprintf("%.1f", float64(o.bytes)/1e6)}
		for _, f := range of {
			row = append(row, b.cell(o, cold, f))
		}
		t = append(t, row)
	}
	return t
}

// cell is a cost of a program, or that it was given up.
func (b *bench) cell(o *outcome, s step, of func(cost) float64) string {
	if o.over && len(o.costs[s]) == 0 {
		return "over " + b.limit.String()
	}
	return spread(o.costs[s], of)
}

// ratios is the table of ratios of ours to the others.
func (b *bench) ratios() table {
	titles := []string{"ratio", "wall", "processor", "peak memory", "processor a page"}
	_, of := measures()
	t, ours := table{titles}, b.outcomes[0]
	for _, o := range b.outcomes[1:] {
		row := []string{ours.name + " : " + o.name}
		for _, f := range of {
			row = append(row, ratio(ours.costs[cold], o.costs[cold], f))
		}
		t = append(t, append(row, perPage(ours, o)))
	}
	return t
}

// perPage writes how many times the processor time of a page of one program is that of
// another: the programs make different numbers of pages.
func perPage(ours, other *outcome) string {
	processor := func(c cost) float64 { return c.processor.Seconds() }
	a, _, _ := median(ours.costs[cold], processor)
	b, _, _ := median(other.costs[cold], processor)
	if a == 0 || b == 0 || ours.html == 0 || other.html == 0 {
		return "–"
	}
	return number(a / float64(ours.html) / (b / float64(other.html)))
}

// rebuilds is the table of builds over an earlier one.
func (b *bench) rebuilds() table {
	t := table{{"program", "nothing changed: wall, s", "processor, s", "peak memory, MB", "one text edited: wall, s", "processor, s", "peak memory, MB"}}
	_, of := measures()
	for _, o := range b.outcomes {
		if o.edit == "" {
			continue
		}
		row := []string{o.name}
		for _, s := range []step{again, edited} {
			for _, f := range of {
				row = append(row, b.cell(o, s, f))
			}
		}
		t = append(t, row)
	}
	return t
}
