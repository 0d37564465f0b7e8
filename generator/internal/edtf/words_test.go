package edtf

import "testing"

func TestEnglish(t *testing.T) {
	tests := []struct{ in, words, short string }{
		{"2022-09-29", "29 September 2022", "29 Sept 2022"},
		{"2022-09-01", "1 September 2022", "1 Sept 2022"},
		{"2022-09", "September 2022", "Sept 2022"},
		{"2022", "2022", "2022"},
		{"2022-24", "winter 2022", "winter 2022"},
		{"201X", "the 2010s", "2010s"},
		{"20XX", "the 21st century", "21st century"},
		{"10XX", "the 11th century", "11th century"},
		{"00XX", "1 BC to AD 99", "1 BC – AD 99"},
		{"004X", "AD 40 to AD 49", "AD 40 – AD 49"},
		{"2022-09-XX", "a day in September 2022", "Sept 2022"},
		{"2022-XX", "a month in 2022", "2022"},
		{"2022-XX-XX", "a day in 2022", "2022"},
		{"-0043-03-15", "15 March 44 BC", "15 Mar 44 BC"},
		{"0000", "1 BC", "1 BC"},
		{"0079", "AD 79", "AD 79"},
		{"Y-170000002", "170000003 BC", "170000003 BC"},
		{"2014-03~", "about March 2014", "c. Mar 2014"},
		{"2014-03?", "possibly March 2014", "Mar 2014?"},
		{"2014-03%", "about March 2014, uncertain", "c. Mar 2014?"},
		{"201X?", "possibly the 2010s", "2010s?"},
		{"2022-09-30T15:00", "30 September 2022, 15:00", "30 Sept 2022, 15:00"},
		{"2022-09-30T15:00:00Z", "30 September 2022, 15:00 UTC", "30 Sept 2022, 15:00 UTC"},
		{"2022-09-30T15:00:07+03", "30 September 2022, 15:00:07 (UTC+3)", "30 Sept 2022, 15:00:07 (UTC+3)"},
		{"2022-09-30T15:00-04:30", "30 September 2022, 15:00 (UTC−4:30)", "30 Sept 2022, 15:00 (UTC−4:30)"},
		{"2022-09-23/2022-09-27", "23 to 27 September 2022", "23–27 Sept 2022"},
		{"2022-09-30/2022-10-02", "30 September to 2 October 2022", "30 Sept – 2 Oct 2022"},
		{"2022-12-30/2023-01-02", "30 December 2022 to 2 January 2023", "30 Dec 2022 – 2 Jan 2023"},
		{"2022-09/2022-10", "September to October 2022", "Sept–Oct 2022"},
		{"2022-09-29/2022-10", "29 September 2022 to October 2022", "29 Sept 2022 – Oct 2022"},
		{"2014/2022", "2014 to 2022", "2014 – 2022"},
		{"2022-09-23/2022-09-23", "23 September 2022", "23 Sept 2022"},
		{"2022-09-23~/2022-09-27", "about 23 September 2022 to 27 September 2022", "c. 23 Sept 2022 – 27 Sept 2022"},
		{"2014%/2016", "possibly about 2014 to 2016", "c. 2014? – 2016"},
		{"2022-02-24/..", "since 24 February 2022", "since 24 Feb 2022"},
		{"../1991", "until 1991", "until 1991"},
		{"2022-02-24/", "from 24 February 2022, end unknown", "from 24 Feb 2022"},
		{"/1991~", "until about 1991, start unknown", "until c. 1991"},
	}
	english := English()
	for _, tt := range tests {
		d := mustParse(t, tt.in)
		if got := d.Words(english); got != tt.words {
			t.Errorf("%s in words: %q, want %q", tt.in, got, tt.words)
		}
		if got := d.Short(english); got != tt.short {
			t.Errorf("%s in short: %q, want %q", tt.in, got, tt.short)
		}
	}
}

// ukrainian has what English lacks: three cases in months, seasons and years.
func ukrainian() Language {
	w := Wording{
		Day:          Forms{"{day} {month:genitive} {year} року"},
		DayOfYear:    Forms{"{day} {month:genitive}"},
		Month:        Forms{"{month} {year} року"},
		Season:       Forms{"{season} {year} року"},
		Year:         Forms{"{year} рік", "{year} року", "{year} році"},
		Decade:       Forms{"{decade}-ті роки", "{decade}-х років", "{decade}-х роках"},
		Century:      Forms{"{roman} століття", "", "{roman} столітті"},
		AnyDay:       Forms{"день у {date:locative}", "дня в {date:locative}"},
		AnyMonth:     Forms{"місяць у {date:locative}"},
		BeforeYear:   "{year} до н. е.",
		EarlyYear:    "{year} н. е.",
		About:        "близько {date:genitive}",
		Uncertain:    "можливо, {date}",
		Both:         "близько {date:genitive}, непевно",
		Range:        "з {from:genitive} до {to:genitive}",
		DaysOfMonth:  "{first}–{last} {month:genitive} {year} року",
		MonthsOfYear: "{first}–{last} {year} року",
		Since:        "з {date:genitive}",
		Until:        "до {date:genitive}",
		Time:         "{date}, {time}",
		UTC:          "{time} UTC",
	}
	w.Months[8] = Forms{"вересень", "вересня", "вересні"}
	w.Months[9] = Forms{"жовтень", "жовтня", "жовтні"}
	w.Seasons[0] = Forms{"весна", "весни", "весні"}
	return Language{Tag: "uk", Full: w, Brief: w}
}

func TestCases(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2022-09-29", "29 вересня 2022 року"},
		{"2022-09", "вересень 2022 року"},
		{"2022", "2022 рік"},
		{"2022-21", "весна 2022 року"},
		{"2022-21~", "близько весни 2022 року"},
		{"2022-09~", "близько вересня 2022 року"},
		{"2022-09-XX", "день у вересні 2022 року"},
		{"2022-XX", "місяць у 2022 році"},
		{"2022-09-XX~", "близько дня в вересні 2022 року"},
		{"20XX~", "близько XXI століття"},
		{"201X", "2010-ті роки"},
		{"2022/..", "з 2022 року"},
		{"2022-09/..", "з вересня 2022 року"},
		{"2022-09-23/2022-09-27", "23–27 вересня 2022 року"},
		{"2022-09-30/2022-10-02", "з 30 вересня до 2 жовтня 2022 року"},
		{"2022-09/2022-10", "вересень–жовтень 2022 року"},
	}
	l := ukrainian()
	for _, tt := range tests {
		if got := mustParse(t, tt.in).Words(&l); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestDigitsAndFirstDay(t *testing.T) {
	l := Language{Digits: "٠١٢٣٤٥٦٧٨٩"}
	l.Full.Day = Forms{"{day} {month} {year}"}
	l.Full.Months[8] = Forms{"سبتمبر"}
	if got, want := mustParse(t, "2022-09-29").Words(&l), "٢٩ سبتمبر ٢٠٢٢"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	l.Digits, l.Full.FirstDay = "", "1er"
	if got, want := mustParse(t, "2022-09-01").Words(&l), "1er سبتمبر 2022"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := mustParse(t, "2022-09-01").Words(&Language{}); got != "" {
		t.Errorf("a language without patterns says %q", got)
	}
}

func BenchmarkWords(b *testing.B) {
	d, _ := Parse("2022-09-30/2022-10-02")
	english := English()
	for b.Loop() {
		d.Words(english)
	}
}
