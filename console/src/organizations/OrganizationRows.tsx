import type { ReactNode } from "react";
import { ListBase, ResourceContextProvider, useListContext, useTranslate } from "react-admin";
import type { SortPayload } from "react-admin";
import { ListPager } from "../layout/ListPager.tsx";
import { Panel } from "../layout/Panel.tsx";
import { LIST_ROWS } from "../providers/list-rows.ts";

type OrganizationRowsProps = {
  readonly organizationId: string;
  readonly resource: string;
  readonly sort: SortPayload;
  /** The table. */
  readonly children: ReactNode;
};

/** What belongs to one organization, in a panel with its own pages. */
export function OrganizationRows(props: OrganizationRowsProps) {
  const { organizationId, resource, sort, children } = props;
  return (
    <ResourceContextProvider value={resource}>
      <ListBase
        resource={resource}
        filter={{ organization_id: organizationId }}
        sort={sort}
        perPage={25}
        exporter={false}
        disableSyncWithLocation
        storeKey={false}
        queryOptions={LIST_ROWS}
      >
        <RowsPanel>{children}</RowsPanel>
      </ListBase>
    </ResourceContextProvider>
  );
}

function RowsPanel({ children }: Pick<OrganizationRowsProps, "children">) {
  const translate = useTranslate();
  const { error, resource } = useListContext();
  return (
    <Panel title={translate(`resources.${resource}.name`, { smart_count: 2 })} error={error} flush>
      {children}
      <ListPager />
    </Panel>
  );
}
