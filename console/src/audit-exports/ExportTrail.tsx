import FileDownloadOutlinedIcon from "@mui/icons-material/FileDownloadOutlined";
import {
  Box,
  FormControl,
  FormControlLabel,
  FormLabel,
  Radio,
  RadioGroup,
  Typography,
} from "@mui/material";
import { useId, useState } from "react";
import {
  useCanAccess,
  useCreate,
  useListContext,
  useNavigate,
  useNotify,
  useTranslate,
} from "react-admin";
import type { AuditExport, AuditExportCreate } from "../../../api/contracts/audit-exports.ts";
import { FormDialog } from "../actions/FormDialog.tsx";
import { VerbButton } from "../actions/VerbButton.tsx";
import { FilterFacts } from "./FilterFacts.tsx";

const FORMATS = ["csv", "ndjson"] as const;

/** Exports what the list's filters find, which are shown before anything is made. */
export function ExportTrail() {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.audit-exports.ask.${key}`);
  const navigate = useNavigate();
  const notify = useNotify();
  const formatId = useId();
  const { filterValues } = useListContext();
  const { canAccess } = useCanAccess({ resource: "audit-exports", action: "create" });
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("csv");
  const [create, { isPending, error, reset }] = useCreate<AuditExport>();
  const { q, resource_id, ...filter } = filterValues as AuditExport["filter"] & {
    q?: unknown;
    resource_id?: unknown;
  };
  const isSearch = q !== undefined;
  const isRow = resource_id !== undefined;

  function ask() {
    const data = { format, filter } satisfies AuditExportCreate;
    void create(
      "audit-exports",
      { data },
      {
        onSuccess: () => {
          notify("resources.audit-exports.ask.done", { type: "success" });
          navigate("/audit-exports");
        },
      },
    );
  }

  return (
    <>
      <VerbButton
        label={text("action")}
        icon={<FileDownloadOutlinedIcon />}
        allowed={canAccess === true && !isSearch && !isRow}
        reason={
          canAccess !== true
            ? null
            : isSearch
              ? text("not_a_search")
              : isRow
                ? text("not_a_row")
                : null
        }
        onClick={() => {
          reset();
          setOpen(true);
        }}
      />
      {open && (
        <FormDialog
          title={text("title")}
          submit={text("submit")}
          pending={isPending}
          error={error}
          ready
          onSubmit={ask}
          onClose={() => setOpen(false)}
        >
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            {text("about")}
          </Typography>
          <Box>
            <Typography
              variant="h3"
              sx={{ fontSize: "0.8125rem", fontWeight: 600, marginBottom: "4px" }}
            >
              {text("filters")}
            </Typography>
            <Typography variant="body2" component="div">
              <FilterFacts filter={filter} />
            </Typography>
          </Box>
          <FormControl>
            <FormLabel id={formatId}>{text("format")}</FormLabel>
            <RadioGroup
              aria-labelledby={formatId}
              value={format}
              onChange={(event) => setFormat(event.target.value === "csv" ? "csv" : "ndjson")}
            >
              {FORMATS.map((value) => (
                <FormControlLabel
                  key={value}
                  value={value}
                  control={<Radio size="small" />}
                  label={text(value)}
                />
              ))}
            </RadioGroup>
          </FormControl>
        </FormDialog>
      )}
    </>
  );
}
