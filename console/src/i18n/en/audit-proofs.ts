/** Texts of seals and proofs, beside those of events in audit-log.ts. */
export const proof = {
  column: "Proof",
  title: "What these events rest on",
  states: {
    proven: "Proven",
    unsealed: "Not sealed yet",
    unchecked: "Not checked",
    broken: "Broken",
  },
  page: {
    proven: "The event shown is proven |||| All %{smart_count} events shown are proven",
    unsealed:
      "Proven, but %{smart_count} of %{of} not sealed yet |||| Proven, but %{smart_count} of %{of} not sealed yet",
    none_sealed:
      "The event shown has no proof yet: it is not sealed yet |||| None of these %{smart_count} events has a proof yet: they are not sealed yet",
    unchecked:
      "%{smart_count} of %{of} events not checked |||| %{smart_count} of %{of} events not checked",
  },
  blame: {
    changed: "%{smart_count} event was changed |||| %{smart_count} events were changed",
    added:
      "%{smart_count} event was put in afterwards |||| %{smart_count} events were put in afterwards",
    unfitting:
      "%{smart_count} event lies in a seal that no longer fits |||| %{smart_count} events lie in a seal that no longer fits",
  },
  broken_events: "Without a proof that holds:",
  about:
    "Computed in this request: the hash of each event from its row as it is now, the tree of hashes of every seal it lies in, and the seal’s signature.",
  seals: "Seals of this page",
  seal: "Seal",
  sealed_at: "Sealed",
  key_id: "Key",
  events: "Events here",
  unsealed_about:
    "%{smart_count} event is too new to have a proof: seals are made every half minute, behind the oldest transaction that is still writing. |||| %{smart_count} events are too new to have a proof: seals are made every half minute, behind the oldest transaction that is still writing.",
  unchecked_about:
    "%{smart_count} event lies in a seal with more events of one transaction than a page reads. The verification of the trail checks it. |||| %{smart_count} events lie in seals with more events of one transaction than a page reads. The verification of the trail checks them.",
  limits:
    "It does not show that no event is missing: the verification of the whole trail does. Names are looked up by pseudonym and are not sealed. The keys are those the trail names itself; an auditor pins one and checks a downloaded proof offline.",
  state_about: {
    proven: "This event is what was sealed.",
    unsealed: "It is too new to have a proof: it gets one with the next seal.",
    unchecked:
      "Its seal holds more events of one transaction than a page reads. The verification of the trail checks it.",
    broken: "This event is not what was sealed.",
  },
  faults: {
    event: "It was changed: its hash is another one.",
    values: "Its personal values were changed: they are not those it was written with.",
    order: "It was put into a time that was sealed already: no seal has it.",
    seal: "An event of its seal was changed, removed or added: the tree of hashes is another one.",
    signature: "Its seal is not signed by a key of the trail.",
  },
  in_seal: "Seal %{seal}:",
  download: "Download proof",
  checker: "Page that checks proofs",
};

export const sealing = {
  title: "Seals",
  last_seal: "Last seal",
  none: "None yet",
  unsealed: "Events without a proof so far",
  more_than: "more than %{count}",
  held_back: "Held back by",
  nothing: "nothing",
  young_writer: "nothing for longer than a minute",
  open_since: "a transaction open since",
  last_verification: "Last verification",
  verify: "Verify now",
  under_way: "A verification is under way.",
  queued: "In the queue: the daemon begins in a moment.",
  running: "The whole trail is verified since",
  progress: "Verification under way",
  never: "The trail has not been verified yet.",
  as_of: "As of",
  intact: "what was looked through then was as it was written.",
  since:
    "%{smart_count} seal since is not verified yet. |||| %{smart_count} seals since are not verified yet.",
  page_broken: "But events on this page are not what was sealed: have the trail verified now.",
  more_findings: "And %{smart_count} more. |||| And %{smart_count} more.",
  show_event: "Show event %{id}",
  broken:
    "The trail is not as it was written: %{smart_count} finding. |||| The trail is not as it was written: %{smart_count} findings.",
  stopped: "The verification came to no verdict.",
  wrong: "Wrong:",
  looked_whole: "All of it was looked through: %{seals} seals, %{events} events.",
  looked_part:
    "Looked through: %{seals} seals, and %{events} events: those since the time before, and some of the older.",
  head: "Head, to note for the next time:",
};
