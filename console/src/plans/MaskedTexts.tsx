import { Box } from "@mui/material";
import { useCanAccess, useDataProvider, useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import type { ConsoleDataProvider } from "../providers/data-provider.ts";
import { MaskedValue } from "../reveals/MaskedValue.tsx";

/** What people write about themselves: each text is revealed by itself. */
type Texts = { readonly id: string; readonly version: number } & {
  readonly [field in "title" | "description" | "ai_reasoning"]?: string | null;
};

type MaskedTextsProps = {
  readonly resource: "visions" | "daily-actions";
  readonly record: Texts;
  readonly user: UserDetail;
};

/** The texts of a vision or an action, masked, each with its way to see it. Those that are not there are left out. */
export function MaskedTexts({ resource, record, user }: MaskedTextsProps) {
  const translate = useTranslate();
  const provider = useDataProvider<ConsoleDataProvider>();
  const { canAccess = false } = useCanAccess({ resource, action: "reveal" });
  const fields = (["title", "description", "ai_reasoning"] as const).filter(
    (field) => typeof record[field] === "string",
  );
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: "0 20px" }}>
      {fields.map((field) => {
        const label = translate(`resources.${resource}.fields.${field}`);
        return (
          <Box
            key={field}
            sx={{
              display: "flex",
              flexWrap: "wrap",
              alignItems: "center",
              gap: "0 8px",
              minWidth: 0,
            }}
          >
            <Box component="span" sx={{ color: "text.secondary" }}>
              {label}
            </Box>
            <MaskedValue
              masked={record[field] ?? ""}
              label={label}
              name={user.name}
              can={[{ verb: "reveal", allowed: canAccess, reason: null }]}
              run={(form) => provider.revealText(resource, record, { field, ...form })}
            />
          </Box>
        );
      })}
    </Box>
  );
}
