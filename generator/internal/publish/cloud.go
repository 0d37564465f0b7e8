package publish

import (
	"encoding/json"
	"strings"

	"explainer/generator/internal/config"
)

// maxFunction is how many bytes a CloudFront function may have (10 KB), with some to
// spare.
const maxFunction = 10_000

const (
	functionHead = `// A CloudFront function for viewer requests: old addresses lead on, and the address of a
// folder means the page in it.
var moved = {`
	functionTail = `
};

function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  var to = moved[request.uri] || (last && !last.includes(".") && request.uri + "/");
  if (to) {
    return { statusCode: 301, statusDescription: "Moved Permanently", headers: { location: { value: to } } };
  }
  if (!last) {
    request.uri += "index.html";
  }
  return request;
}
`
)

// function returns the CloudFront function, with as many old addresses as it may hold.
func (p *publisher) function() string {
	var b strings.Builder
	b.WriteString(functionHead)
	for i, r := range p.site.Redirects {
		entry := "\n  " + jsString(p.base.Path(r.From)) + ": " + jsString(p.base.Path(r.To.URL)) + ","
		if b.Len()+len(entry)+len(functionTail) > maxFunction {
			p.warn(config.S3CloudFront, i)
			break
		}
		b.WriteString(entry)
	}
	return b.String() + functionTail
}

// jsString returns a string of JavaScript. An encoded address has nothing that JSON would
// write in another way.
func jsString(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(data)
}

// sync returns a script that uploads the site: what pages load first, pages next, and what
// is gone last.
func (p *publisher) sync() string {
	var b strings.Builder
	b.WriteString(`#!/bin/sh
# Uploads the site to S3:  sh ` + Folder + `/s3-sync.sh BUCKET [DISTRIBUTION]
# It needs the AWS command line client. Types that the client does not know are given.
set -eu
bucket=$1
cd "$(dirname "$0")/.."

up() { aws s3 sync . "s3://$bucket/` + strings.TrimPrefix(p.decodedShell(), "/") + `" --no-follow-symlinks "$@"; }
not_served="--exclude .explainer-* --exclude ` + Folder + `/* --exclude *.br --exclude *.gz"

set -f # patterns are for the client
`)
	if !p.ownAssets() {
		b.WriteString("up --exclude '*' --include 'assets/*' $not_served --cache-control '" + immutable + "'\n")
	}
	for _, t := range dataTypes() {
		b.WriteString("up --exclude '*' --include '*." + t.extension + "' $not_served --cache-control " + revalidate +
			" --content-type '" + t.mime + "; charset=utf-8'\n")
	}
	b.WriteString("up $not_served --cache-control " + revalidate + "\n")
	b.WriteString("up $not_served --cache-control " + revalidate + " --delete\n")
	b.WriteString(`if [ "${2:-}" ]; then
	aws cloudfront create-invalidation --distribution-id "$2" --paths '/*'
fi
`)
	return b.String()
}

// decodedShell returns the path of the home page for a string in double quotes.
func (p *publisher) decodedShell() string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(p.decoded("/"))
}
