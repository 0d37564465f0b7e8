package render

import (
	"reflect"

	"explainer/generator/internal/view"
)

// Views returns the type that each layout of the built-in set is executed with.
func Views() map[string]reflect.Type {
	return map[string]reflect.Type{
		"home":       reflect.TypeFor[*view.Home](),
		"explainer":  reflect.TypeFor[*view.Explainer](),
		"actor":      reflect.TypeFor[*view.Actor](),
		"region":     reflect.TypeFor[*view.Region](),
		"explainers": reflect.TypeFor[*view.ExplainerIndex](),
		"actors":     reflect.TypeFor[*view.ActorIndex](),
		"regions":    reflect.TypeFor[*view.RegionIndex](),
		"timeline":   reflect.TypeFor[*view.TimelinePage](),
		"question":   reflect.TypeFor[*view.Question](),
		"questions":  reflect.TypeFor[*view.QuestionIndex](),
		"source":     reflect.TypeFor[*view.Source](),
		"sources":    reflect.TypeFor[*view.SourceIndex](),
		"list":       reflect.TypeFor[*view.ListPage](),
		"page":       reflect.TypeFor[*view.Page](),
		"section":    reflect.TypeFor[*view.Section](),
		"404":        reflect.TypeFor[*view.NotFound](),
		"redirect":   reflect.TypeFor[*view.Redirect](),
	}
}
