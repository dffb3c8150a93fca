export const auditExports = {
  name: "Trail export |||| Trail exports",
  about:
    "Parts of the audit log that you exported. Only you see them; each is deleted after seven days. Events that are not what was sealed are named in manifest.json; those not sealed yet have their proof in an export of a minute later.",
  empty: "You have exported nothing yet",
  to_log: "Audit log",
  every_event: "Every event",
  fields: {
    created_at: "Asked",
    filter: "Filter",
    events: "Events",
    format: "File",
    status: "Status",
    download: "Download",
  },
  formats: { csv: "CSV", ndjson: "NDJSON" },
  phases: {
    waiting: "Waiting for the daemon to begin",
    counting: "Counting the events",
    events: "Writing events: %{done} of %{total}",
    proofs: "Writing proofs: %{done} so far",
  },
  progress: "Progress of the export",
  without_proof: "%{smart_count} without proof |||| %{smart_count} without proof",
  broken_events:
    "%{smart_count} event is not what was sealed |||| %{smart_count} events are not what was sealed",
  not_sealed_yet: "%{smart_count} not sealed yet |||| %{smart_count} not sealed yet",
  until: "until",
  ask: {
    action: "Export",
    title: "Export the audit log",
    about:
      "A zip is made of the events that these filters find, as you see them here: masked. With them come their proofs and a page that checks them without us. That you asked for it, and each download, is an event.",
    filters: "Filters in force",
    format: "Format",
    csv: "CSV, for spreadsheets",
    ndjson: "NDJSON, one JSON object a line, for programs",
    submit: "Export",
    done: "The export has started.",
    not_a_search: "A search by reason cannot be exported: clear it first. The other filters can.",
    not_a_row:
      "The history of one row cannot be exported: clear that filter first. The others can.",
  },
  download: { action: "Download", of: "Download the export of %{date}" },
};
