// Reads a calendar from standard input with ical.js, strictly, and prints a
// line for each event.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const component of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(component);
  if (!event.startDate.isDate || !event.endDate.isDate) console.log("fault: not a whole day");
  console.log(JSON.stringify([
    event.uid, `${event.startDate} to ${event.endDate}`, event.summary, event.description,
    component.getAllProperties("categories").map((p) => p.getFirstValue()),
    component.getFirstPropertyValue("url") ?? "", `${component.getFirstPropertyValue("dtstamp")}`,
  ]));
}
