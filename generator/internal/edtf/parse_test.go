package edtf

import (
	"errors"
	"strings"
	"testing"
)

func mustParse(t *testing.T, s string) Date {
	t.Helper()
	d, err := Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return d
}

// The examples of the specification for levels 0 and 1, and the choices that the
// package comment tells.
func TestParse(t *testing.T) {
	tests := []struct{ in, canonical, earliest, latest, datetime string }{
		{"1985-04-12", "", "1985-04-12", "1985-04-12", "1985-04-12"},
		{"1985-04", "", "1985-04-01", "1985-04-30", "1985-04"},
		{"1985", "", "1985-01-01", "1985-12-31", "1985"},
		{"2024-02-29", "", "2024-02-29", "2024-02-29", "2024-02-29"},
		{"0000", "", "0000-01-01", "0000-12-31", ""},
		{"0000-02-29", "", "0000-02-29", "0000-02-29", ""},
		{"0079-10", "", "0079-10-01", "0079-10-31", "0079-10"},
		{"9999-12-31", "", "9999-12-31", "9999-12-31", "9999-12-31"},

		{"1985-04-12T23:20:30", "", "1985-04-12", "1985-04-12", "1985-04-12T23:20:30"},
		{"1985-04-12T23:20", "", "1985-04-12", "1985-04-12", "1985-04-12T23:20"},
		{"1985-04-12T23:20:30Z", "", "1985-04-12", "1985-04-12", "1985-04-12T23:20:30Z"},
		{"1985-04-12T23:20:30-04", "1985-04-12T23:20:30-04:00", "1985-04-12", "1985-04-12", "1985-04-12T23:20:30-04:00"},
		{"1985-04-12T23:20:30+04:30", "", "1985-04-12", "1985-04-12", "1985-04-12T23:20:30+04:30"},
		{"1985-04-12T23:20:30+00:00", "1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12", "1985-04-12T23:20:30Z"},

		{"1964/2008", "", "1964-01-01", "2008-12-31", ""},
		{"2004-06/2006-08", "", "2004-06-01", "2006-08-31", ""},
		{"2004-02-01/2005-02-08", "", "2004-02-01", "2005-02-08", ""},
		{"2004-02-01/2005", "", "2004-02-01", "2005-12-31", ""},
		{"2022-02-24/2022", "", "2022-02-24", "2022-12-31", ""},
		{"2005/2006-02", "", "2005-01-01", "2006-02-28", ""},

		{"Y170000002", "", "max", "max", "170000002"},
		{"Y-170000002", "", "min", "min", ""},
		{"Y012345", "Y12345", "+12345-01-01", "+12345-12-31", "12345"},
		{"2001-21", "", "2001-03-01", "2001-05-31", ""},
		{"2001-24", "", "2001-12-01", "2002-02-28", ""},
		{"1984?", "", "1984-01-01", "1984-12-31", "1984"},
		{"2004-06~", "", "2004-06-01", "2004-06-30", "2004-06"},
		{"2004-06-11%", "", "2004-06-11", "2004-06-11", "2004-06-11"},
		{"201X", "", "2010-01-01", "2019-12-31", ""},
		{"20XX", "", "2000-01-01", "2099-12-31", ""},
		{"2004-XX", "", "2004-01-01", "2004-12-31", ""},
		{"1985-04-XX", "", "1985-04-01", "1985-04-30", ""},
		{"1985-XX-XX", "", "1985-01-01", "1985-12-31", ""},
		{"201X?", "", "2010-01-01", "2019-12-31", ""},
		{"2022-22~", "", "2022-06-01", "2022-08-31", ""},
		{"1985-04-12/..", "", "1985-04-12", "max", ""},
		{"../1985-04", "", "min", "1985-04-30", ""},
		{"1985/", "", "1985-01-01", "max", ""},
		{"/1985-04-12", "", "min", "1985-04-12", ""},
		{"1984~/2004-06%", "", "1984-01-01", "2004-06-30", ""},
		{"2001-21/2001-22", "", "2001-03-01", "2001-08-31", ""},
		{"-1985", "", "-1985-01-01", "-1985-12-31", ""},
		{"-0043-03-15", "", "-0043-03-15", "-0043-03-15", ""},
		{"Y-12345/2000", "", "-12345-01-01", "2000-12-31", ""},
	}
	name := func(d Day) string {
		switch d {
		case MinDay:
			return "min"
		case MaxDay:
			return "max"
		}
		return d.String()
	}
	for _, tt := range tests {
		d := mustParse(t, tt.in)
		want := tt.canonical
		if want == "" {
			want = tt.in
		}
		if got := d.String(); got != want {
			t.Errorf("Parse(%q).String() = %q, want %q", tt.in, got, want)
		}
		if got := name(d.Earliest()); got != tt.earliest {
			t.Errorf("Parse(%q).Earliest() = %s, want %s", tt.in, got, tt.earliest)
		}
		if got := name(d.Latest()); got != tt.latest {
			t.Errorf("Parse(%q).Latest() = %s, want %s", tt.in, got, tt.latest)
		}
		if got := d.Datetime(); got != tt.datetime {
			t.Errorf("Parse(%q).Datetime() = %q, want %q", tt.in, got, tt.datetime)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const forms, level = formsHelp, levelHelp
	tests := []struct{ in, message, help string }{
		{"", `a date is empty`, forms},
		{"soon", `"soon" is no date`, forms},
		{"2022-02-30", `"2022-02-30" is no date: February 2022 has 28 days`, forms},
		{"2023-02-29?", `"2023-02-29?" is no date: February 2023 has 28 days`, forms},
		{"2022-04-31T10:00", `"2022-04-31T10:00" is no date: April 2022 has 30 days`, forms},
		{"2022-04-00", `"2022-04-00" is no date: there is no day 00`, forms},
		{"2022-13", `"2022-13" is no date: there is no month 13`, forms},
		{"2022-13-02", `"2022-13-02" is no date: there is no month 13`, forms},
		{"2022-00", `"2022-00" is no date: there is no month 00`, forms},
		{"2022-21-05", `"2022-21-05" is no date: a season has no days`, forms},
		{"2022-09-30T24:00:00", `"2022-09-30T24:00:00" is no date: there is no such time; the last of a day is 23:59:59`, forms},
		{"2022-09-30T23:59:60Z", `"2022-09-30T23:59:60Z" is no date: there is no such time; the last of a day is 23:59:59`, forms},
		{"2022-09-30T15:00+24:00", `"2022-09-30T15:00+24:00" is no date: there is no such offset from UTC`, forms},
		{"2022-09T15:00", `"2022-09T15:00" is no date: a time needs a day`, forms},
		{"2022-09-30T15:00~", `"2022-09-30T15:00~" is no date: a doubt mark cannot follow a time`, "write 2022-09-30~"},
		{"2022-09-30T15:00/2022-10-01", `"2022-09-30T15:00" is no date: an interval has days, not times`, "write 2022-09-30"},
		{"2022-09-27/2022-09-23", `"2022-09-27/2022-09-23" is no date: interval ends before it starts`, "write 2022-09-23/2022-09-27"},
		{"../..", `"../.." is no date: an interval needs a date at one of its ends`, forms},
		{"/", `"/" is no date: an interval needs a date at one of its ends`, forms},
		{"2020/2021/2022", `"2020/2021/2022" is no date`, forms},
		{"2020/soon", `"soon" is no date`, forms},
		{"-0000", `"-0000" is no date: year 0 has no sign`, "write 0000"},
		{"-001X", `"-001X" is no date: X stands in years from 0000 on only`, forms},
		{"Y2022", `"Y2022" is no date: Y is for years of more than four digits`, "write 2022"},
		{"Y-043", `"Y-043" is no date: Y is for years of more than four digits`, "write -0043"},
		{"Y2147483648", `"Y2147483648" is no date: years go from Y-2147483648 to Y2147483647`, forms},

		{"1XXX", `"1XXX" is no date: X in this place is EDTF level 2`, level},
		{"156X-12-25", `"156X-12-25" is no date: X in this place is EDTF level 2`, level},
		{"XXXX-12-XX", `"XXXX-12-XX" is no date: X in this place is EDTF level 2`, level},
		{"1984-1X", `"1984-1X" is no date: X in this place is EDTF level 2`, level},
		{"2004-XX-05", `"2004-XX-05" is no date: X in this place is EDTF level 2`, level},
		{"2004-06~-11", `"2004-06~-11" is no date: a doubt mark on a part of a date is EDTF level 2`, level},
		{"?2004-06-~11", `"?2004-06-~11" is no date: a doubt mark on a part of a date is EDTF level 2`, level},
		{"[1667,1668,1670..1672]", `"[1667,1668,1670..1672]" is no date: a set of dates is EDTF level 2`, level},
		{"{1960,1961-12}", `"{1960,1961-12}" is no date: a set of dates is EDTF level 2`, level},
		{"Y-17E7", `"Y-17E7" is no date: a year with an exponent is EDTF level 2`, level},
		{"1950S2", `"1950S2" is no date: a number of significant digits is EDTF level 2`, level},
		{"2001-34", `"2001-34" is no date: 34, a part of a year other than spring to winter, is EDTF level 2`, level},
		{"2004-06-XX/2004-07-03", `"2004-06-XX" is no date: X within an interval is EDTF level 2`, level + "; write 2004-06"},
		{"2004/201X", `"201X" is no date: X within an interval is EDTF level 2`, level},

		{"24 Feb 2022", `"24 Feb 2022" is no date`, "write 2022-02-24"},
		{"24th of February, 2022", `"24th of February, 2022" is no date`, "write 2022-02-24"},
		{"Sept. 29, 2022", `"Sept. 29, 2022" is no date`, "write 2022-09-29"},
		{"February 2022", `"February 2022" is no date`, "write 2022-02"},
		{"spring 2022", `"spring 2022" is no date`, "write 2022-21"},
		{"2022/09/23", `"2022/09/23" is no date`, "write 2022-09-23"},
		{"2022/9", `"9" is no date`, "write 2022-09"},
		{"23/09/2022", `"23/09/2022" is no date`, "write 2022-09-23"},
		{"09/23/2022", `"09/23/2022" is no date`, "write 2022-09-23"},
		{"03/04/2022", `"03/04/2022" is no date`, "write the year first: 2022-04-03 or 2022-03-04"},
		{"24.02.2022", `"24.02.2022" is no date`, "write 2022-02-24"},
		{"3.4.2022", `"3.4.2022" is no date`, "write 2022-04-03"},
		{"2022-2-4", `"2022-2-4" is no date`, "write 2022-02-04"},
		{"20220224", `"20220224" is no date`, "write 2022-02-24"},
		{"2022–02–24", `"2022–02–24" is no date`, "write 2022-02-24"},
		{" 2022-02-24", `" 2022-02-24" is no date`, "write 2022-02-24"},
		{"2022-09-30 15:00:00.5z", `"2022-09-30 15:00:00.5z" is no date`, "write 2022-09-30T15:00:00Z"},
		{"201x", `"201x" is no date`, "write 201X"},
		{"1990s", `"1990s" is no date`, "write 199X"},
		{"c. 2014", `"c. 2014" is no date`, "write 2014~"},
		{"maybe March 2014", `"maybe March 2014" is no date`, "write 2014-03?"},
		{"2014-2016", `"2014-2016" is no date`, "write 2014/2016"},
		{"23 Sept 2022 – 27 Sept 2022", `"23 Sept 2022 – 27 Sept 2022" is no date`, "write 2022-09-23/2022-09-27"},
		{"2022-2-24/present", `"2022-2-24" is no date`, "write 2022-02-24/.."},
		{"44 BC", `"44 BC" is no date`, "write -0043"},
		{"31 Feb 2022", `"31 Feb 2022" is no date`, forms},
	}
	for _, tt := range tests {
		d, err := Parse(tt.in)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("Parse(%q) = %v, %v, want a *SyntaxError", tt.in, d, err)
			continue
		}
		if err.Error() != tt.message || syntax.Help != tt.help {
			t.Errorf("Parse(%q)\n got %s\n     %s\nwant %s\n     %s", tt.in, err, syntax.Help, tt.message, tt.help)
		}
	}
}

func TestErrorPlace(t *testing.T) {
	_, err := Parse("2020/2022-02-30")
	var syntax *SyntaxError
	if !errors.As(err, &syntax) || syntax.Offset != 5 || syntax.End != 15 {
		t.Errorf("got %+v, want the bytes 5 to 15", syntax)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "/", "2022-09-29", "2022-09", "20XX", "2022-XX-XX", "2014-03~", "2022-09-23/2022-09-27", "../1991", "1985/",
		"Y-170000002", "Y2147483647/..", "-0043-03-15", "2001-24?", "1985-04-12T23:20:30+04:30", "24 Feb 2022", "c. 2022/9/3",
		"{1,2}", "\xff2022", "9999-24", "0000-21/Y10000",
	} {
		f.Add(s, "2022")
	}
	english := English()
	f.Fuzz(func(t *testing.T, s, other string) {
		d, err := Parse(s)
		if err != nil {
			e := err.(*SyntaxError)
			if e.Message == "" || e.Help == "" || e.Offset < 0 || e.End < e.Offset || e.End > len(s) || !d.IsZero() {
				t.Fatalf("Parse(%q): %+v, %v", s, e, d)
			}
			return
		}
		if again, err := Parse(d.String()); err != nil || again != d {
			t.Fatalf("Parse(%q) = %#v, but %q gives %#v, %v", s, d, d.String(), again, err)
		}
		if text := d.String(); d.IsVague() != strings.ContainsAny(text, "?~%X") || d.IsCirca() != strings.ContainsAny(text, "?~%") {
			t.Fatalf("%q: vague %v, circa %v", s, d.IsVague(), d.IsCirca())
		}
		from, to := d.Ends()
		for i, end := range strings.Split(d.String(), "/") {
			if got := []Date{from, to}[i].String(); got != strings.TrimPrefix(end, "..") {
				t.Fatalf("%q: end %d is %q, want %q", s, i, got, end)
			}
		}
		if d.Earliest() > d.Latest() {
			t.Fatalf("%q: %v is after %v", s, d.Earliest(), d.Latest())
		}
		if d.Words(english) == "" || d.Short(english) == "" {
			t.Fatalf("%q has no words", s)
		}
		o, err := Parse(other)
		if err != nil {
			return
		}
		if Compare(d, o) != -Compare(o, d) || Compare(d, d) != 0 {
			t.Fatalf("order of %q and %q", s, other)
		}
		if d.Latest() < o.Earliest() && Compare(d, o) >= 0 {
			t.Fatalf("%q lies before %q but does not sort before it", s, other)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("2022-09-23/2022-09-27"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseForeign is about the worst text to guess at.
func BenchmarkParseForeign(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("c. 1/c. 2 to c. 3 - maybe 4 jan feb mar apr may jun until 5-6"); err == nil {
			b.Fatal("it parses")
		}
	}
}
