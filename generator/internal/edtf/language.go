package edtf

// Case is the grammatical case in which a date stands in a sentence.
type Case uint8

// The cases that dates need. A language without cases fills Nominative alone.
const (
	Nominative Case = iota // alone, in a list: "вересень 2022 року"
	Genitive               // after "since", in a date: "29 вересня 2022 року"
	Locative               // after "on" or "in": "у вересні 2022 року", "le 29 septembre 2022"
	Dative                 // after "to" or "as of": "au 29 septembre 2022"
	caseCount
)

// Forms are the forms of one word or pattern by case. An empty one is the same
// as the nominative.
type Forms [caseCount]string

func (f Forms) in(c Case) string {
	if f[c] != "" {
		return f[c]
	}
	return f[Nominative]
}

// Language is all that the wording of dates needs to know of a language. It is
// data: a new language is a new value. Patterns name their parts in braces. A
// part stands in the case in which the whole stands, or in the one that the
// pattern asks for: "{day} {month:genitive} {year}", "у {date:locative}".
type Language struct {
	Tag           string  // BCP 47
	Digits        string  // the ten digits from zero; empty for 0 to 9
	OrdinalEnding Endings // what follows the digits in {ordinal}
	Full, Brief   Wording // for sentences, and for narrow places
}

// Endings are tried in order; the first whose digits end the number is taken.
type Endings []Ending

// Ending follows a number whose decimal form ends in Digits.
type Ending struct{ Digits, Text string }

// Wording is the names and patterns in one length. In the patterns {year} has its
// era when it needs one; {day} is the number of the day.
type Wording struct {
	Months   [12]Forms
	Seasons  [4]Forms // spring to winter
	FirstDay string   // {day} for the first of a month, "1er"; empty for the number

	Day        Forms  // {day} {month} {year}
	DayOfYear  Forms  // {day} {month}: a day where the year is said elsewhere
	Month      Forms  // {month} {year}
	Season     Forms  // {season} {year}
	Year       Forms  // {year}
	Decade     Forms  // {decade}: 2010
	Century    Forms  // {century}: 21, {ordinal}: 21st, {roman}: XXI
	AnyDay     Forms  // {date}: a day in that month or year
	AnyMonth   Forms  // {date}: a month in that year
	EarlyYear  string // {year}: years 1 to 99, which read like days without it
	BeforeYear string // {year}: years before 1

	Uncertain string // {date}
	About     string // {date}
	Both      string // {date}: about, and uncertain

	Range        string // {from} {to}
	DaysOfMonth  string // {first} {last} {month} {year}: days of one month
	DaysOfYear   string // {from} {to}: from has no year; empty for Range
	MonthsOfYear string // {first} {last} {year}: months of one year
	Since        string // {date}: and it goes on
	Until        string // {date}: and it has always been so
	EndUnknown   string // {date}: the start
	StartUnknown string // {date}: the end

	Time   string // {date} {time}
	UTC    string // {time}: a time in UTC
	Offset string // {time} {offset}: +3, −4, +5:30
}

// English returns the words of English, in the British order of parts.
func English() *Language {
	full := Wording{
		Months: names("January", "February", "March", "April", "May", "June", "July",
			"August", "September", "October", "November", "December"),
		Seasons:      [4]Forms{{"spring"}, {"summer"}, {"autumn"}, {"winter"}},
		Day:          Forms{"{day} {month} {year}"},
		DayOfYear:    Forms{"{day} {month}"},
		Month:        Forms{"{month} {year}"},
		Season:       Forms{"{season} {year}"},
		Year:         Forms{"{year}"},
		Decade:       Forms{"the {decade}s"},
		Century:      Forms{"the {ordinal} century"},
		AnyDay:       Forms{"a day in {date}"},
		AnyMonth:     Forms{"a month in {date}"},
		EarlyYear:    "AD {year}",
		BeforeYear:   "{year} BC",
		Uncertain:    "possibly {date}",
		About:        "about {date}",
		Both:         "about {date}, uncertain",
		Range:        "{from} to {to}",
		DaysOfMonth:  "{first} to {last} {month} {year}",
		MonthsOfYear: "{first} to {last} {year}",
		Since:        "since {date}",
		Until:        "until {date}",
		EndUnknown:   "from {date}, end unknown",
		StartUnknown: "until {date}, start unknown",
		Time:         "{date}, {time}",
		UTC:          "{time} UTC",
		Offset:       "{time} (UTC{offset})",
	}
	brief := full
	brief.Months = names("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
	brief.Decade = Forms{"{decade}s"}
	brief.Century = Forms{"{ordinal} century"}
	brief.AnyDay = Forms{"{date}"}
	brief.AnyMonth = Forms{"{date}"}
	brief.Uncertain = "{date}?"
	brief.About = "c. {date}"
	brief.Both = "c. {date}?"
	brief.Range = "{from} – {to}"
	brief.DaysOfMonth = "{first}–{last} {month} {year}"
	brief.MonthsOfYear = "{first}–{last} {year}"
	brief.EndUnknown = "from {date}"
	brief.StartUnknown = "until {date}"
	return &Language{
		Tag: "en",
		OrdinalEnding: Endings{
			{"11", "th"}, {"12", "th"}, {"13", "th"}, {"1", "st"}, {"2", "nd"}, {"3", "rd"}, {"", "th"},
		},
		Full:  full,
		Brief: brief,
	}
}

// names returns the forms of twelve names that have one form each.
func names(list ...string) (forms [12]Forms) {
	for i, name := range list {
		forms[i][Nominative] = name
	}
	return forms
}
