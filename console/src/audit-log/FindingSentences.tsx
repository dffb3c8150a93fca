import { Box, Link } from "@mui/material";
import { Fragment } from "react";
import { useListContext, useTranslate } from "react-admin";
import { MONOSPACE } from "../theme/themes.ts";
import { usePartOfTrail } from "./use-part-of-trail.ts";
import { sentenceParts } from "./verification-look.ts";

type FindingSentencesProps = { readonly says: string; readonly findings: number };

/** What was found wrong, sentence by sentence; the list beneath shows an event that one names. */
export function FindingSentences({ says, findings }: FindingSentencesProps) {
  const translate = useTranslate();
  const { setFilters } = useListContext();
  const ofPart = usePartOfTrail();
  const sentences = says.split("\n");
  const more = findings - sentences.length;
  return (
    <Box component="ul" sx={{ margin: "4px 0", paddingLeft: "18px", overflowWrap: "anywhere" }}>
      {sentences.map((sentence) => (
        <li key={sentence}>
          {sentenceParts(sentence).map(({ text, isEvent }) =>
            isEvent && !ofPart ? (
              <Link
                key={text}
                component="button"
                type="button"
                aria-label={translate("resources.audit-log.sealing.show_event", { id: text })}
                onClick={() => setFilters({ id: text })}
                sx={{
                  fontFamily: MONOSPACE,
                  fontSize: "0.7813rem",
                  verticalAlign: "baseline",
                  overflowWrap: "anywhere",
                  textAlign: "left",
                }}
              >
                {text}
              </Link>
            ) : (
              <Fragment key={text}>{text}</Fragment>
            ),
          )}
        </li>
      ))}
      {more > 0 && (
        <li>{translate("resources.audit-log.sealing.more_findings", { smart_count: more })}</li>
      )}
    </Box>
  );
}
