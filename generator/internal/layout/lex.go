package layout

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is the kind of a token within an action.
type kind uint8

const (
	tokLeft     kind = iota // {{ with its trim marker
	tokRight                // }} with its trim marker
	tokWord                 // a keyword, function or constant
	tokField                // .Name, one link
	tokVariable             // $ or $name
	tokString               // "..." or `...`
	tokOpen                 // (
	tokClose                // )
	tokPipe                 // |
	tokDeclare              // :=
	tokAssign               // =
	tokComma                // ,
	tokOther                // numbers, characters, dot
)

// token is a piece of an action; its offsets are bytes of the file.
type token struct {
	kind       kind
	start, end int
	close      int // of a tokOpen: the index of the tokClose that belongs to it
}

// flaw is a place where text is not a template, and why.
type flaw struct {
	start, end int
	message    string
	help       string
}

// lexer cuts the actions of a template into tokens, by the rules of
// text/template/parse but without its three-token interface, since positions are
// all that is wanted. It is exact for text that parses.
type lexer struct {
	text   string
	pos    int
	tokens []token
	flaw   *flaw // the first thing that is no token; lexing ends there
}

// lex returns the tokens of all actions in order, comments left out.
func lex(text string) ([]token, *flaw) {
	l := &lexer{text: text}
	for l.flaw == nil {
		i := strings.Index(l.text[l.pos:], "{{")
		if i < 0 {
			break
		}
		l.pos += i
		l.action()
	}
	return l.tokens, l.flaw
}

func (l *lexer) action() {
	start := l.pos
	l.pos += len("{{")
	if rest := l.text[l.pos:]; len(rest) > 1 && rest[0] == '-' && isSpace(rest[1]) {
		l.pos++ // the space stays: it may belong to " -}}"
		if strings.HasPrefix(rest[2:], "/*") {
			l.pos++
		}
	}
	if strings.HasPrefix(l.text[l.pos:], "/*") {
		l.comment(start)
		return
	}
	l.emit(tokLeft, start)
	depth := []int{}
	for l.flaw == nil {
		at := l.pos
		switch {
		case at >= len(l.text) || strings.HasPrefix(l.text[at:], "{{"):
			l.fail(start, min(start+2, len(l.text)), "this action is not closed", `close it with "}}"`)
			return
		case strings.HasPrefix(l.text[at:], "}}"):
			l.pos += len("}}")
		case isSpace(l.text[at]) && strings.HasPrefix(l.text[at+1:], "-}}"):
			l.pos += len(" -}}")
		default:
			depth = l.inside(depth)
			continue
		}
		if len(depth) > 0 {
			open := l.tokens[depth[len(depth)-1]]
			l.fail(open.start, open.end, "this parenthesis is not closed", "")
			return
		}
		l.emit(tokRight, at)
		return
	}
}

func (l *lexer) comment(start int) {
	end := strings.Index(l.text[l.pos:], "*/")
	if end < 0 {
		l.fail(start, l.pos+2, "this comment is not closed", `close it with "*/}}"`)
		return
	}
	l.pos += end + len("*/")
	rest := l.text[l.pos:]
	switch {
	case strings.HasPrefix(rest, "}}"):
		l.pos += len("}}")
	case len(rest) > 0 && isSpace(rest[0]) && strings.HasPrefix(rest[1:], "-}}"):
		l.pos += len(" -}}")
	default:
		l.fail(l.pos-2, l.pos, `a comment fills its action: "}}" has to follow`, "")
	}
}

// inside reads one token within an action. depth holds the indexes of the open
// parentheses.
func (l *lexer) inside(depth []int) []int {
	at := l.pos
	switch c := l.text[at]; {
	case isSpace(c):
		l.pos++
	case c == '(':
		l.pos++
		l.emit(tokOpen, at)
		return append(depth, len(l.tokens)-1)
	case c == ')':
		l.pos++
		if len(depth) == 0 {
			l.fail(at, l.pos, "this parenthesis closes nothing", "")
			return depth
		}
		l.tokens[depth[len(depth)-1]].close = len(l.tokens)
		l.emit(tokClose, at)
		return depth[:len(depth)-1]
	case c == '|':
		l.single(tokPipe)
	case c == ',':
		l.single(tokComma)
	case c == '=':
		l.single(tokAssign)
	case strings.HasPrefix(l.text[at:], ":="):
		l.pos += 2
		l.emit(tokDeclare, at)
	case c == '"' || c == '\'' || c == '`':
		l.quoted(c)
	case c == '$':
		l.pos++
		l.word()
		l.emit(tokVariable, at)
	case c == '.' && at+1 < len(l.text) && l.wordAt(at+1) && !isDigit(l.text[at+1]):
		l.pos++
		l.word()
		l.emit(tokField, at)
	case l.wordAt(at) && !isDigit(c):
		l.word()
		l.emit(tokWord, at)
	default:
		l.other()
	}
	return depth
}

func (l *lexer) single(k kind) {
	l.pos++
	l.emit(k, l.pos-1)
}

func (l *lexer) quoted(quote byte) {
	at := l.pos
	for l.pos++; l.pos < len(l.text); l.pos++ {
		switch c := l.text[l.pos]; {
		case c == quote:
			l.pos++
			k := tokString
			if quote == '\'' {
				k = tokOther
			}
			l.emit(k, at)
			return
		case c == '\\' && quote != '`':
			l.pos++
			if l.pos < len(l.text) && l.text[l.pos] == '\n' {
				l.pos = len(l.text)
			}
		case c == '\n' && quote != '`':
			l.pos = len(l.text)
		}
	}
	end := at + strings.IndexAny(l.text[at:]+"\n", "\r\n")
	l.fail(at, end, "this quotation is not closed", "")
}

// other reads a number, a dot or a character that only the parser can judge.
func (l *lexer) other() {
	at := l.pos
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		sign := (c == '+' || c == '-') && (l.pos == at || strings.IndexByte("eEpP", l.text[l.pos-1]) >= 0)
		if !l.wordAt(l.pos) && c != '.' && !sign {
			break
		}
		_, w := utf8.DecodeRuneInString(l.text[l.pos:])
		l.pos += w
	}
	if l.pos == at {
		r, w := utf8.DecodeRuneInString(l.text[at:])
		l.fail(at, at+w, quote(string(r))+" means nothing in an action", "")
		return
	}
	l.emit(tokOther, at)
}

func (l *lexer) word() {
	for l.pos < len(l.text) && l.wordAt(l.pos) {
		_, w := utf8.DecodeRuneInString(l.text[l.pos:])
		l.pos += w
	}
}

func (l *lexer) wordAt(at int) bool {
	r, _ := utf8.DecodeRuneInString(l.text[at:])
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func (l *lexer) emit(k kind, start int) {
	l.tokens = append(l.tokens, token{kind: k, start: start, end: l.pos})
}

func (l *lexer) fail(start, end int, message, help string) {
	l.flaw = &flaw{start, end, message, help}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// tokenAt returns the index of the token that covers an offset.
func tokenAt(tokens []token, offset int) (int, bool) {
	i := sort.Search(len(tokens), func(i int) bool { return tokens[i].end > offset })
	return i, i < len(tokens) && tokens[i].start <= offset
}
