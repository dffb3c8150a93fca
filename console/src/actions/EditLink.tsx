import EditIcon from "@mui/icons-material/Edit";
import { useNavigate, useTranslate } from "react-admin";
import type { Can } from "../../../api/contracts/values.ts";
import { VerbButton } from "./VerbButton.tsx";

type EditLinkProps = { readonly can: Can; readonly resource: string; readonly id: string };

export function EditLink({ can, resource, id }: EditLinkProps) {
  const translate = useTranslate();
  const navigate = useNavigate();
  return (
    <VerbButton
      can={can}
      verb="update"
      startIcon={<EditIcon />}
      onClick={() => navigate(`/${resource}/${id}`)}
    >
      {translate("app.edit")}
    </VerbButton>
  );
}
