import {
  maxLength,
  maxValue,
  minValue,
  NumberInput,
  required,
  SelectInput,
  TextInput,
  useTranslate,
} from "react-admin";
import { EditPage } from "../layout/EditPage.tsx";
import { PLANS, STATUSES } from "./choices.ts";

export function OrganizationEdit() {
  const translate = useTranslate();
  const choices = (kind: string, ids: readonly string[]) =>
    ids.map((id) => ({ id, name: translate(`resources.organizations.${kind}.${id}`) }));
  return (
    <EditPage
      title={translate("resources.organizations.edit.title")}
      about={translate("resources.organizations.edit.about")}
    >
      <TextInput source="name" validate={[required(), maxLength(200)]} helperText={false} />
      <SelectInput
        source="plan"
        choices={choices("plan", PLANS)}
        validate={required()}
        helperText={false}
      />
      <SelectInput
        source="status"
        choices={choices("status", STATUSES)}
        validate={required()}
        helperText={false}
      />
      <NumberInput
        source="max_members"
        validate={[required(), minValue(1), maxValue(100_000)]}
        helperText={false}
        min={1}
        step={1}
      />
    </EditPage>
  );
}
