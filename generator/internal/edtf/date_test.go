package edtf

import (
	"math"
	"slices"
	"testing"
	"time"
	"unsafe"
)

func TestDayAgreesWithTime(t *testing.T) {
	day := dayOf(-800, 1, 1)
	for at := time.Date(-800, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2500; at = at.AddDate(0, 0, 1) {
		year, month, monthDay := day.civil()
		if int(year) != at.Year() || month != int(at.Month()) || monthDay != at.Day() {
			t.Fatalf("day %d is %d-%d-%d, want %v", int32(day), year, month, monthDay, at)
		}
		if y, m, d := day.Civil(); y != int(year) || m != month || d != monthDay {
			t.Fatalf("%v is %d-%d-%d", day, y, m, d)
		}
		if back := dayOf(year, month, monthDay); back != day {
			t.Fatalf("dayOf(%v) = %d, want %d", at, int32(back), int32(day))
		}
		if at.Day() == 1 && at.AddDate(0, 1, -1).Day() != daysIn(year, month) {
			t.Fatalf("%v has %d days", at, daysIn(year, month))
		}
		day++
	}
}

func TestDayOfUnix(t *testing.T) {
	tests := []struct {
		sec  int64
		want string
	}{
		{0, "1970-01-01"}, {-1, "1969-12-31"}, {86399, "1970-01-01"}, {86400, "1970-01-02"},
		{1664463600, "2022-09-29"}, {-86400, "1969-12-31"}, {-86401, "1969-12-30"},
	}
	for _, tt := range tests {
		if got := DayOfUnix(tt.sec).String(); got != tt.want {
			t.Errorf("DayOfUnix(%d) = %s, want %s", tt.sec, got, tt.want)
		}
	}
	if DayOfUnix(math.MaxInt64) != MaxDay || DayOfUnix(math.MinInt64) != MinDay {
		t.Error("days far away do not saturate")
	}
}

func TestFromDay(t *testing.T) {
	for _, s := range []string{"2022-09-29", "0000-02-29", "-0043-03-15", "9999-12-31", "-9999-01-01"} {
		if got := FromDay(mustParse(t, s).Earliest()).String(); got != s {
			t.Errorf("FromDay of %s = %s", s, got)
		}
	}
	for _, d := range []Day{MinDay, MaxDay, mustParse(t, "9999-12-31").Latest() + 1} {
		date := FromDay(d)
		if mustParse(t, date.String()) != date {
			t.Errorf("FromDay(%v) = %v does not parse", d, date)
		}
	}
	if got := FromDay(mustParse(t, "9999-12-31").Latest() + 1).String(); got != "Y10000" {
		t.Errorf("the day after 9999-12-31 is %s", got)
	}
}

func TestZeroDate(t *testing.T) {
	var d Date
	if !d.IsZero() || d.IsInterval() || d.String() != "" || d.Datetime() != "" || d.Words(English()) != "" || d.Short(English()) != "" {
		t.Errorf("the zero Date says something: %q", d)
	}
	if mustParse(t, "0000").IsZero() {
		t.Error("the year 0 is taken for no date")
	}
	if size := unsafe.Sizeof(d); size > 24 {
		t.Errorf("a Date has %d bytes", size)
	}
}

func TestCompareSorts(t *testing.T) {
	want := []string{
		"../1991", "/2022", "-0043-03-15", "2022-01", "2022", "2022-09-23", "2022-09-23/2022-09-27", "2022-09-23/..",
		"2022-09-29", "2022-09-29T15:00", "2022-09-30", "2022-24", "Y12345",
	}
	var dates []Date
	for _, s := range want {
		dates = append(dates, mustParse(t, s))
	}
	sorted := slices.Clone(dates)
	slices.Reverse(sorted[:8])
	slices.SortStableFunc(sorted, Compare)
	if !slices.Equal(sorted, dates) {
		t.Errorf("sorted: %v", sorted)
	}
	if Compare(mustParse(t, "2014-03~"), mustParse(t, "2014-03?")) != 0 {
		t.Error("a doubt mark changes the order")
	}
}

func TestYearMonth(t *testing.T) {
	tests := []struct {
		in      string
		year    int
		yearOK  bool
		month   int
		monthOK bool
	}{
		{"2022-09-29", 2022, true, 9, true},
		{"2022-09", 2022, true, 9, true},
		{"2022-09-XX", 2022, true, 9, true},
		{"2022", 2022, true, 0, false},
		{"2022-XX-XX", 2022, true, 0, false},
		{"2022-21", 2022, true, 0, false},
		{"201X", 2010, true, 0, false},
		{"2022-09-23/2022-09-27", 2022, true, 9, true},
		{"2022-09-30/2022-10-02", 2022, true, 0, false},
		{"2022-02-24/..", 2022, true, 0, false},
		{"../1991", 1991, false, 0, false},
		{"/1991-08", 1991, false, 0, false},
		{"-0043", -43, true, 0, false},
	}
	for _, tt := range tests {
		d := mustParse(t, tt.in)
		if y, ok := d.Year(); y != tt.year || ok != tt.yearOK {
			t.Errorf("%s: Year() = %d, %v", tt.in, y, ok)
		}
		if m, ok := d.Month(); m != tt.month || ok != tt.monthOK {
			t.Errorf("%s: Month() = %d, %v", tt.in, m, ok)
		}
	}
}
