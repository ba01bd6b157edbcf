import { QueryClientProvider } from "@tanstack/react-query";
import { ErrorBoundary, lazy, LocationProvider, Route, Router } from "preact-iso";
import { session } from "./api/session.ts";
import { queries } from "./api/queries.ts";
import { ACCOUNT_SCREENS, BASE, OPERATOR, POD_SCREENS, SIGN_IN, to, WELCOME, type Screen } from "./routes.ts";
import Home from "./screens/home/index.tsx";
import { Shell } from "./shell/shell.tsx";
import { NotFound, ScreenError } from "./shell/fallbacks.tsx";
import { Toasts } from "./ui/toast.tsx";

interface RouteProps {
  params?: Record<string, string>;
  rest?: string;
}

/** The route of a screen and of everything below its address: one, so that the screen stays when something in it is opened. */
function route(screen: Screen, prefix = "") {
  const Lazy = lazy(screen.load);
  const Component = ({ params, rest }: RouteProps) => <Lazy pod={params?.["pod"] ?? ""} rest={decodeURIComponent(params?.["rest"] ?? rest ?? "").replace(/^\//, "")} />;
  const path = `${BASE}${prefix}${screen.path}`.replace(/\/$/, "");
  return <Route key={path} path={`${path}/:rest*`} component={Component} />;
}

const ROUTES = [
  <Route key="home" path={BASE} component={Home} />,
  route(WELCOME),
  ...POD_SCREENS.map((screen) => route(screen, "/pods/:pod")),
  ...ACCOUNT_SCREENS.map((screen) => route(screen)),
];

function screenOf(screen: Screen) {
  const Lazy = lazy(screen.load);
  return () => <Lazy pod="" rest="" />;
}

const OperatorScreens = route(OPERATOR);
const SignIn = screenOf(SIGN_IN);

function Screens() {
  if (location.pathname.startsWith(`${BASE}${OPERATOR.path}`)) return <Router>{[OperatorScreens, <Route key="none" default component={NotFound} />]}</Router>;
  // Also while a session exists that the server no longer accepts.
  if (!session.value || location.pathname === to(SIGN_IN.path)) return <SignInAlone />;
  return (
    <Shell>
      <Router>{[...ROUTES, <Route key="none" default component={NotFound} />]}</Router>
    </Shell>
  );
}

/** Whatever the address: it is opened after signing in. */
function SignInAlone() {
  return <Router>{[<Route key="sign-in" default component={SignIn} />]}</Router>;
}

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <LocationProvider scope={BASE}>
        <ScreenError>
          <ErrorBoundary>
            <Screens />
          </ErrorBoundary>
        </ScreenError>
      </LocationProvider>
      <Toasts />
    </QueryClientProvider>
  );
}
