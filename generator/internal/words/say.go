package words

import "explainer/generator/internal/edtf"

// Around is what stands before and after something that has markup of its own, such
// as a date or a link: "Published {date}". Case is the one in which a date stands
// there: "since {date:genitive}".
type Around struct {
	Before, After string
	Case          edtf.Case
}

// Between is what stands around two such things: "{from} to {to}".
type Between struct {
	Before, Middle, After string
	FromCase, ToCase      edtf.Case
}

// Words is what layouts say by themselves, in the language of the page: the fields
// of .Say. A file of words has them in its table [say], in lower case with
// underscores: KeyPoints is key_points.
type Words struct {
	// Around every page.
	Skip, MainMenu, IndexMenu, Trail, Home   string
	Draft, DraftNotice, Future, FutureNotice string
	Comma                                    string // between the names of a list

	// Indexes, as they are called in the menu and as a whole.
	Explainers, Questions, Timeline, Actors, Regions, Sources                   string
	AllExplainers, AllQuestions, AllDates, AllActors, AllRegions, AllSources    string
	NoExplainers, NoQuestions, NoDates, NoActors, NoRegions, NoSources, NoPages string
	ByLetter, ByKind, ByYear                                                    string

	// The home page.
	Latest, OpenQuestions, LastDates, MostActors, MostRegions string

	// The page for addresses that do not exist, and pages that have moved.
	NotFound, NotFoundText                                                                       string
	NotFoundHome                                                                                 Around // {home}: a link with the words of HomePage
	HomePage                                                                                     string
	ExplainersHint, QuestionsHint, ActorsHint, RegionsHint, TimelineHint, SourcesHint, HintColon string
	Moved                                                                                        string
	MovedTo                                                                                      Around // {address}

	// The head of an explainer.
	Published, Updated, AsOf Around // {date}
	Overdue                  string
	OverdueText              Around // {date}

	// The parts of pages.
	KeyPoints, Contents, WhosWho, Where, Known, Unknown, Updates, Related, LinksHere string
	Dates, WhereCited, NamedIn, AppearsWith, Offices, OfficesIn, InShort, Calendar   string

	// Facts on actors, regions and sources.
	PartOf, Place, Members, Elsewhere, FiledUnder, Inside, Position                                         string
	Author, Publisher, PublishedOn, Kind, Language, Document, ArchivedCopy, NoArchivedCopy, NoAddress, Read string
	NoPageCites, ToThePlace, NotCited                                                                       string
	CitedAt                                                                                                 string // the ways back follow

	// Who says what.
	WhoSaysWhat, AlsoSaid, Who, Stance, WhatTheySay, SaidAboutIt, Nobody string
	Undated, Superseded, Withdrawn, NoOffice, SomeClaim                  string
	SupersededBy, Answers, AnsweredBy                                    Around // {claim}
	SpeakingFor, SaidJointly                                             Around // {actors}
	AtTheTime                                                            Around // {role}

	// Who holds a region, and when.
	WhoHolds, WhoHoldsCaption, Holder, Basis, AccordingTo, When string
	TheSources, NotDated, None, DatesUnknown                    string
	Since, Until, AtDate                                        Around  // {date}
	FromTo                                                      Between // {from} {to}

	// Dates.
	Disputed, OneSource string
	In                  Around // {page}
	Source              Around // {source}

	// Cards and long lists.
	UpdatedShort                        Around // {date}
	NoText, NothingNamesIt, NothingHere string
	Pages, Previous, Next, Page         string
	BackTo                              Around // {page}

	// What the script says.
	CopyLink, Copied, Theme, ThemeSystem, ThemeLight, ThemeDark string
}

// Sentences are made by the builders of views, since a number or a name in them
// changes the words around it. They are the table [tell].
type Sentences struct {
	Minutes                                                                    Plural   // {n}
	Explainer, Actor, Region, Date, Question, Claim, Source, Page              Plural   // {n}: how many there are
	ManyQuestions                                                              Plural   // {n}: on the index of questions
	MoreExplainers, MoreClaims, MoreDates, MoreLinks, MoreMembers, MoreOffices Plural   // {n}: a link to all of them
	MoreInside, MoreActors, MoreRegions, MoreQuestions, MorePlaces, WholeTime  Plural   // {n}
	Elsewhere                                                                  Plural   // {n} more claims on a question
	AndMore                                                                    Plural   // {n} names that are left out
	Cited                                                                      Plural   // {n}
	Unarchived                                                                 Plural   // {n} of {total}
	PageOf                                                                     Sentence // {page} {pages}
	Changed                                                                    Sentence // {from} {to}
	By, AlsoCalled                                                             Sentence // {names}
	Stub, StubNamed                                                            Sentence // {name}
	TheySaid, ItSaid                                                           Sentence
	Way                                                                        Sentence // {letter} {source}
	About                                                                      Sentence // {question} above a table
	KindOf                                                                     Sentence // {title} {kind}: the list of actors of one kind
	ListOf                                                                     Sentence // {title} {list}: a further page of a list
	And                                                                        Sentence // {first} {last}: the last of several names
	Language                                                                   Sentence // {language}: that of a document
	Code                                                                       Sentence // {system} {code}
	NoYear                                                                     Sentence // above the dates of no certain year
	North, South, East, West                                                   Sentence // {degrees}
	Letters                                                                    Sentence // the alphabet that ways back are counted in
}
