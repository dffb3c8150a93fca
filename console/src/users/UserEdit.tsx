import { maxLength, required, TextInput, useTranslate } from "react-admin";
import { EditPage } from "../layout/EditPage.tsx";

/** What support may correct: names, language, zone. The address has a way of its own. */
export function UserEdit() {
  const translate = useTranslate();
  return (
    <EditPage
      title={translate("resources.users.edit.title")}
      about={translate("resources.users.edit.about")}
    >
      <TextInput source="name" validate={[required(), maxLength(200)]} helperText={false} />
      <TextInput
        source="display_name"
        validate={maxLength(100)}
        helperText="resources.users.edit.display_name_hint"
      />
      <TextInput
        source="locale"
        validate={required()}
        helperText="resources.users.edit.locale_hint"
      />
      <TextInput
        source="timezone"
        validate={required()}
        helperText="resources.users.edit.timezone_hint"
      />
    </EditPage>
  );
}
