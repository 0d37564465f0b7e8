package words_test

import (
	"testing"

	"explainer/generator/internal/edtf"
)

// TestDates words dates of every kind in every built-in language.
func TestDates(t *testing.T) {
	set := builtin(t)
	for _, tt := range []struct{ tag, date, want, short string }{
		{"uk", "2022-09-29", "29 вересня 2022 року", "29 вер. 2022"},
		{"uk", "2022-09", "вересень 2022 року", "вер. 2022"},
		{"uk", "2022", "2022 рік", "2022"},
		{"uk", "2014-03~", "близько березня 2014 року", "бл. бер. 2014"},
		{"uk", "2014?", "можливо, 2014 рік", "2014 (?)"},
		{"uk", "201X", "2010-ті роки", "2010-ті роки"},
		{"uk", "20XX", "XXI століття", "XXI століття"},
		{"uk", "2022-09-XX", "день у вересні 2022 року", "вер. 2022"},
		{"uk", "2022-09-23/2022-09-27", "23–27 вересня 2022 року", "23–27 вер. 2022"},
		{"uk", "2022-09-30/2022-10-02", "з 30 вересня до 2 жовтня 2022 року", "30 вер. – 2 жовт. 2022"},
		{"uk", "2014/2022", "з 2014 року до 2022 року", "2014 – 2022"},
		{"uk", "2022-02-24/..", "з 24 лютого 2022 року", "з 24 лют. 2022"},
		{"uk", "../1991", "до 1991 року", "до 1991"},
		{"uk", "-0043", "44 до н. е. рік", "44 до н. е."},
		{"fr", "2022-09-01", "1er septembre 2022", "1er sept. 2022"},
		{"fr", "2022-09", "septembre 2022", "sept. 2022"},
		{"fr", "2014-04~", "autour d’avril 2014", "v. avr. 2014"},
		{"fr", "2014-03-18~", "autour du 18 mars 2014", "v. 18 mars 2014"},
		{"fr", "201X", "les années 2010", "années 2010"},
		{"fr", "20XX", "le XXIe siècle", "XXIe siècle"},
		{"fr", "2022-21", "printemps 2022", "printemps 2022"},
		{"fr", "2022-21~", "autour du printemps 2022", "v. printemps 2022"},
		{"fr", "2022-09-23/2022-09-27", "du 23 au 27 septembre 2022", "23–27 sept. 2022"},
		{"fr", "2022-09-30/2022-10-02", "du 30 septembre au 2 octobre 2022", "30 sept. – 2 oct. 2022"},
		{"fr", "2022-02-24/..", "à partir du 24 février 2022", "dès 24 févr. 2022"},
		{"fr", "2022/..", "à partir de 2022", "dès 2022"},
		{"fr", "../1991", "jusqu’en 1991", "jusqu’en 1991"},
		{"fr", "../1991-08-24", "jusqu’au 24 août 1991", "jusqu’au 24 août 1991"},
		{"es", "2022-09-29", "29 de septiembre de 2022", "29 sept 2022"},
		{"es", "2014-03~", "hacia marzo de 2014", "h. mar 2014"},
		{"es", "2014-03-18~", "hacia el 18 de marzo de 2014", "h. 18 mar 2014"},
		{"es", "2022-XX", "un mes de 2022", "2022"},
		{"es", "2022-09-23/2022-09-27", "del 23 al 27 de septiembre de 2022", "23–27 sept 2022"},
		{"es", "2022-09-30/2022-10-02", "del 30 de septiembre al 2 de octubre de 2022", "30 sept – 2 oct 2022"},
		{"es", "2022-12-30/2023-01-02", "desde el 30 de diciembre de 2022 hasta el 2 de enero de 2023", "30 dic 2022 – 2 ene 2023"},
		{"es", "2022-02-24/..", "desde el 24 de febrero de 2022", "desde el 24 feb 2022"},
		{"es", "../1991", "hasta 1991", "hasta 1991"},
		{"es", "19XX", "el siglo XX", "siglo XX"},
		{"ar", "2022-09-29", "29 سبتمبر 2022", "29 سبتمبر 2022"},
		{"ar", "2014-03~", "نحو مارس 2014", "نحو مارس 2014"},
		{"ar", "2014-03?", "ربما مارس 2014", "مارس 2014 (؟)"},
		{"ar", "201X", "عقد 2010", "عقد 2010"},
		{"ar", "20XX", "القرن 21", "القرن 21"},
		{"ar", "2022-09-23/2022-09-27", "من 23 إلى 27 سبتمبر 2022", "23–27 سبتمبر 2022"},
		{"ar", "2022-02-24/..", "منذ 24 فبراير 2022", "منذ 24 فبراير 2022"},
		{"ar", "/1991", "حتى 1991، وبدايته غير معروفة", "حتى 1991"},
	} {
		d, err := edtf.Parse(tt.date)
		if err != nil {
			t.Fatal(err)
		}
		l := set.For(tt.tag)
		if got := d.Words(&l.Dates); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.tag, tt.date, got, tt.want)
		}
		if got := d.Short(&l.Dates); got != tt.short {
			t.Errorf("%s %s in short: %q, want %q", tt.tag, tt.date, got, tt.short)
		}
	}
}

// TestDatesInPhrases puts dates into phrases, which ask for a case.
func TestDatesInPhrases(t *testing.T) {
	set := builtin(t)
	for _, tt := range []struct{ tag, phrase, date, want string }{
		{"en", "Published", "2022-09-29", "Published 29 September 2022"},
		{"uk", "Published", "2022-09", "Опубліковано вересня 2022 року"},
		{"uk", "Since", "2022", "з 2022 року"},
		{"uk", "Until", "2022-09", "до вересня 2022 року"},
		{"fr", "Published", "2022-09-29", "Publié le 29 septembre 2022"},
		{"fr", "Published", "2022", "Publié en 2022"},
		{"fr", "AsOf", "2022-09-01", "Situation au 1er septembre 2022"},
		{"fr", "Since", "2022-10", "à partir d’octobre 2022"},
		{"fr", "Until", "2022-10-04", "jusqu’au 4 octobre 2022"},
		{"es", "Published", "2022-09", "Publicado en septiembre de 2022"},
		{"es", "Updated", "2022-09-29", "Actualizado el 29 de septiembre de 2022"},
		{"ar", "Published", "2022-09-29", "نُشر في 29 سبتمبر 2022"},
	} {
		l := set.For(tt.tag)
		around := l.Say.Published
		switch tt.phrase {
		case "AsOf":
			around = l.Say.AsOf
		case "Since":
			around = l.Say.Since
		case "Until":
			around = l.Say.Until
		case "Updated":
			around = l.Say.Updated
		}
		d, _ := edtf.Parse(tt.date)
		if got := around.Before + d.WordsIn(&l.Dates, around.Case) + around.After; got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.tag, tt.phrase, got, tt.want)
		}
	}
}
