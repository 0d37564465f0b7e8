package markdown

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A sentence is shown with at most sentenceWidth code points. The way to its ends
// is searched no further than sentenceReach bytes, so that one paragraph with
// very many links does not cost the square of its length.
const (
	sentenceWidth   = 300
	sentenceReach   = 4 * sentenceWidth
	sentenceClosers = 32 // bytes of quotes and brackets behind a full stop
)

// Sentence returns the sentence in which Refs[i] stands, as a reader sees it: plain
// text of one block, cut at words with an ellipsis where it is long. r gives the
// words of wiki links that were written without; nil leaves their targets.
func (d *Doc) Sentence(i int, r Resolver) string {
	ref := d.Refs[i]
	return d.sentence(int(ref.at), int(ref.at+ref.size), r)
}

// MentionSentence returns the sentence in which a mention stands, as Sentence
// does.
func (d *Doc) MentionSentence(m Mention, r Resolver) string {
	if m.Run < 0 || int(m.Run) >= len(d.Runs) {
		return ""
	}
	run := &d.Runs[m.Run]
	return d.sentence(run.shown(int(m.Start)), run.shown(int(m.End)), r)
}

// shown returns the place in the Doc's plain text of an offset in the run's text.
func (r *Run) shown(offset int) int {
	offset = max(0, min(offset, len(r.Text)))
	at := int(r.plain) + offset
	for _, e := range r.edits {
		if int(e.at) >= offset {
			break
		}
		at += len(e.show) - int(e.size)
	}
	return at
}

func (d *Doc) sentence(start, end int, r Resolver) string {
	start = max(0, min(start, len(d.plain)))
	end = max(start, min(end, len(d.plain), start+sentenceReach))
	for end < len(d.plain) && !utf8.RuneStart(d.plain[end]) {
		end--
	}
	from, cutBefore := d.sentenceStart(start)
	to, cutAfter := d.sentenceEnd(end)
	text := d.plain[from:to]
	if n := utf8.RuneCountInString(text); cutBefore || cutAfter || n > sentenceWidth {
		from, to, cutBefore, cutAfter = d.window(from, to, start, end, cutBefore, cutAfter)
	}
	text = strings.Join(strings.Fields(d.filled(from, to, r)), " ")
	if cutBefore {
		text = "…" + text
	}
	if cutAfter {
		text += "…"
	}
	return text
}

// sentenceStart returns where the sentence begins that an offset is in, and
// whether the search was given up before.
func (d *Doc) sentenceStart(at int) (from int, cut bool) {
	low := max(0, at-sentenceReach)
	if i := strings.LastIndexByte(d.plain[low:at], '\n'); i >= 0 {
		low += i + 1
		cut = false
	} else {
		cut = low > 0
	}
	for low < at && !utf8.RuneStart(d.plain[low]) {
		low++
	}
	for i := at; i > low; {
		_, size := utf8.DecodeLastRuneInString(d.plain[low:i])
		i -= size
		if next := d.endsAt(i, low); next > 0 && next <= at {
			return next, false
		}
	}
	return low, cut
}

// sentenceEnd returns where the sentence ends that an offset is in, and whether
// the search was given up before.
func (d *Doc) sentenceEnd(at int) (to int, cut bool) {
	high := min(len(d.plain), at+sentenceReach)
	if i := strings.IndexByte(d.plain[at:high], '\n'); i >= 0 {
		high = at + i
	} else {
		cut = high < len(d.plain)
	}
	for high < len(d.plain) && !utf8.RuneStart(d.plain[high]) {
		high--
	}
	low := max(0, at-sentenceReach)
	for i := at; i < high; {
		if next := d.endsAt(i, low); next > 0 {
			return min(next, high), false
		}
		_, size := utf8.DecodeRuneInString(d.plain[i:])
		i += size
	}
	return high, cut
}

// endsAt returns where the next sentence begins if the character at i ends one,
// and 0 otherwise. Closing quotes and brackets belong to the sentence before.
func (d *Doc) endsAt(i, low int) int {
	r, size := utf8.DecodeRuneInString(d.plain[i:])
	next := i + size
	switch r {
	case '。', '！', '？':
		return next
	case '.', '!', '?', '…':
	default:
		return 0
	}
	if next < len(d.plain) && strings.IndexByte(".!?", d.plain[next]) >= 0 {
		return 0 // the last of them decides
	}
	for next < len(d.plain) && next < i+sentenceClosers {
		q, n := utf8.DecodeRuneInString(d.plain[next:])
		if !unicode.In(q, unicode.Pe, unicode.Pf) && q != '"' && q != '\'' && q != '.' && q != '!' && q != '?' {
			break
		}
		next += n
	}
	if next < len(d.plain) && d.plain[next] != ' ' && d.plain[next] != '\n' {
		return 0
	}
	after := next
	for after < len(d.plain) && d.plain[after] == ' ' {
		after++
	}
	if q, _ := utf8.DecodeRuneInString(d.plain[after:]); (r == '.' || r == '…') && after < len(d.plain) && unicode.IsLower(q) {
		return 0
	}
	if r == '.' && next == i+1 && abbreviation(d.plain[max(low, i-40):i]) {
		return 0
	}
	return after
}

// abbreviation reports whether the word that ends the text is shortened by the
// full stop behind it: an initial, letters with stops between them, or one of the
// usual ones.
func abbreviation(s string) bool {
	if i := strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Ps, unicode.Pi) }); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		s = s[i+size:]
	}
	last, size := utf8.DecodeLastRuneInString(s)
	before := s[:len(s)-size]
	if unicode.IsLetter(last) && (before == "" && (unicode.IsUpper(last) || !unicode.IsLower(last)) || strings.HasSuffix(before, ".")) {
		return true
	}
	switch strings.ToLower(s) {
	case "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "gen", "col", "lt", "sgt", "capt", "cmdr", "adm", "maj",
		"gov", "sen", "rep", "rev", "hon", "jr", "sr", "vs", "inc", "corp", "ltd", "art", "arts", "fig", "approx", "cf",
		"jan", "feb", "aug", "sept", "oct", "nov", "dec", "al", "vol", "pp", "ed", "eds":
		return true
	}
	return false
}

// window returns the part of a long sentence around [start, end), at words.
func (d *Doc) window(from, to, start, end int, cutBefore, cutAfter bool) (int, int, bool, bool) {
	room := max(0, sentenceWidth-utf8.RuneCountInString(d.plain[start:end]))
	after := utf8.RuneCountInString(d.plain[end:to])
	before := utf8.RuneCountInString(d.plain[from:start])
	lead := min(before, max(room/2, room-after))
	if lead < before {
		at := start
		for range lead {
			_, size := utf8.DecodeLastRuneInString(d.plain[from:at])
			at -= size
		}
		if i := strings.IndexByte(d.plain[at:start], ' '); i >= 0 {
			at += i + 1
		}
		from, cutBefore = at, true
	}
	if room -= lead; room < after {
		at := end
		for range room {
			_, size := utf8.DecodeRuneInString(d.plain[at:to])
			at += size
		}
		if i := strings.LastIndexByte(d.plain[end:at], ' '); i >= 0 {
			at = end + i
		}
		to, cutAfter = at, true
	}
	return from, to, cutBefore, cutAfter
}

// filled returns plain text with the words that the site chose for wiki links.
func (d *Doc) filled(from, to int, r Resolver) string {
	text := d.plain[from:to]
	if r == nil {
		return text
	}
	i, _ := slices.BinarySearchFunc(d.Refs, from, func(ref Ref, at int) int { return cmp.Compare(int(ref.at), at) })
	var b strings.Builder
	done := from
	for ; i < len(d.Refs) && int(d.Refs[i].at+d.Refs[i].size) <= to; i++ {
		ref := &d.Refs[i]
		if !ref.open {
			continue
		}
		if words := r.Ref(i).Text; words != "" {
			b.WriteString(d.plain[done:ref.at])
			b.WriteString(words)
			done = int(ref.at + ref.size)
		}
	}
	b.WriteString(d.plain[done:to])
	return b.String()
}

// words counts the words of a text: stretches of letters, marks and digits, with
// the apostrophes and hyphens in them. Two characters of a script that has no
// spaces between words count as one.
func words(s string) int {
	n, ideographs, in := 0, 0, false
	for _, r := range s {
		switch {
		case r > 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			ideographs++
			in = false
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			if !in {
				n++
			}
			in = true
		case in && (r == '\'' || r == '’' || r == '-'):
		default:
			in = false
		}
	}
	return n + (ideographs+1)/2
}
