import { Box } from "@mui/material";

/** The mark and the name; the name is no text to translate. */
export function Brand() {
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: "10px", padding: "14px 20px 6px" }}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <Box sx={{ lineHeight: 1.15 }}>
        <Box sx={{ fontWeight: 680, fontSize: "0.9688rem", letterSpacing: "-0.01em" }}>
          FutureSync
        </Box>
        <Box sx={{ fontSize: "0.7188rem", opacity: 0.75 }}>Admin</Box>
      </Box>
    </Box>
  );
}
