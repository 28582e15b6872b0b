-- A row whose event time lies outside the window that brought it, of reports whose windows go by that clock.
{{events_outside}}
