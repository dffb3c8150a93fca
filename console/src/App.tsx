import { Admin, Resource } from "react-admin";
import { auditExports } from "./audit-exports/index.ts";
import { auditLog } from "./audit-log/index.ts";
import { gdprRequests } from "./gdpr-requests/index.ts";
import { AppLayout } from "./layout/AppLayout.tsx";
import { ErrorPage } from "./layout/ErrorPage.tsx";
import { LoginPage } from "./layout/LoginPage.tsx";
import { NotFoundPage } from "./layout/NotFoundPage.tsx";
import { organizations } from "./organizations/index.ts";
import { createAuthProvider } from "./providers/auth-provider.ts";
import { createDataProvider } from "./providers/data-provider.ts";
import { request } from "./providers/http.ts";
import { i18nProvider } from "./providers/i18n-provider.ts";
import { createQueryClient } from "./providers/query-client.ts";
import { createStore } from "./providers/store.ts";
import { subscriptions } from "./subscriptions/index.ts";
import { darkTheme, lightTheme } from "./theme/themes.ts";
import { users } from "./users/index.ts";

const authProvider = createAuthProvider(request);
const dataProvider = createDataProvider(request);
const queryClient = createQueryClient();
const store = createStore(window.localStorage);

export const App = () => (
  <Admin
    title="FutureSync Admin"
    authProvider={authProvider}
    dataProvider={dataProvider}
    i18nProvider={i18nProvider}
    queryClient={queryClient}
    store={store}
    layout={AppLayout}
    loginPage={LoginPage}
    catchAll={NotFoundPage}
    error={ErrorPage}
    lightTheme={lightTheme}
    darkTheme={darkTheme}
    requireAuth
    disableTelemetry
  >
    <Resource {...users} />
    <Resource {...gdprRequests} />
    <Resource {...organizations} />
    <Resource name="organization-members" />
    <Resource name="organization-invitations" />
    <Resource name="teams" />
    <Resource {...subscriptions} />
    <Resource {...auditLog} />
    <Resource {...auditExports} />
  </Admin>
);
