package edtf

import "testing"

func FuzzBinary(f *testing.F) {
	for _, s := range []string{"", "2022-09-30", "2022-09-30T14:05:09+03:00", "2022", "-0044-03", "2022-XX-04", "201X", "1991?/..", "/2014-03~", "2022-21", "Y-170000"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, data string) {
		if d, err := Parse(text); err == nil {
			b := d.AppendBinary(nil)
			var again Date
			n, err := again.ReadBinary(string(b) + "rest")
			if err != nil || n != len(b) || again != d {
				t.Fatalf("%s is %s after %x: %d, %v", d, again, b, n, err)
			}
			for cut := range len(b) {
				if n, err := again.ReadBinary(string(b[:cut])); err == nil {
					t.Fatalf("%x of %x is %s, %d", b[:cut], b, again, n)
				}
			}
		}
		var d Date
		if n, err := d.ReadBinary(data); err == nil && (n < 1 || n > len(data)) {
			t.Fatal(n)
		}
	})
}

func TestZeroBinary(t *testing.T) {
	d, _ := Parse("2022")
	if n, err := d.ReadBinary(string(Date{}.AppendBinary(nil))); n != 1 || err != nil || !d.IsZero() {
		t.Error(n, err, d)
	}
}
