import { Avatar } from "@mui/material";
import { alpha } from "@mui/material/styles";
import { initialsOf } from "./initials.ts";

/**
 * Initials in place of a picture: loading `avatar_url` would tell a foreign server which person
 * which member of staff looks at. Decorative: the name stands beside it.
 */
export function Initials({ name, size = 32 }: { readonly name: string; readonly size?: number }) {
  return (
    <Avatar
      aria-hidden
      sx={(theme) => ({
        width: size,
        height: size,
        fontSize: size * 0.38,
        fontWeight: 650,
        color: theme.palette.primary.main,
        backgroundColor: alpha(theme.palette.primary.main, 0.14),
      })}
    >
      {initialsOf(name)}
    </Avatar>
  );
}
