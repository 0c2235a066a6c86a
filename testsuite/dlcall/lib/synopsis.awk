# SPDX-License-Identifier: MIT
# The function prototypes in the SYNOPSIS of manual pages (roff), one per line.
# Roff's escapes taken out of S.
function plain (s)
{
  gsub (/\\f./, "", s)
  gsub (/\\-/, "-", s)
  gsub (/\\\(dq/, "\"", s)
  gsub (/\\\(aq/, "'", s)
  gsub (/\\[&|^%]/, "", s)
  gsub (/\\[ ~0]/, " ", s)
  gsub (/\\e/, "\\", s)
  gsub (/\\\*\(../, "", s)
  return s
}
# The words of a macro's line joined, as .BI does.
function joined (s,   out, word)
{
  out = ""
  while (s != "")
    {
      if (substr (s, 1, 1) == "\"")
        {
          s = substr (s, 2)
          word = ""
          while (s != "")
            {
              i = index (s, "\"")
              if (!i) { word = word s; s = ""; break }
              word = word substr (s, 1, i - 1)
              s = substr (s, i + 1)
              if (substr (s, 1, 1) != "\"")
                break
              word = word "\""
              s = substr (s, 2)
            }
        }
      else
        {
          i = match (s, /[^\\] /)
          if (i) { word = substr (s, 1, i); s = substr (s, i + 1) }
          else { word = s; s = "" }
        }
      out = out word
      sub (/^ +/, "", s)
    }
  return out
}
function declare (s)
{
  gsub (/[ \t]+/, " ", s)
  sub (/^ /, "", s)
  # A result's type, a name that is no macro's, parameters.
  if (s ~ /^[A-Za-z_][A-Za-z_0-9 *]*[ *][A-Za-z_0-9]+ ?\(.*\).*;$/ &&
      s !~ /^[A-Za-z_0-9 *]*[ *][A-Z_]+ ?\(/ &&
      s !~ /^(typedef|return|struct [a-z_]* \{)/)
    print s
}
function add (s,   i, c)
{
  if (s ~ /^ *#/) { continued = s ~ /\\$/; return }
  if (continued) { continued = s ~ /\\$/; return }
  gsub (/\/\*[^*]*\*\//, "", s)
  for (i = 1; i <= length (s); i++)
    {
      c = substr (s, i, 1)
      if (c == "{") deep++
      if (c == "}") deep--
      text = text c
      if (c == ";" && deep <= 0)
        { declare (text); text = ""; deep = 0 }
    }
  text = text " "
}
# A line that ends in a backslash goes on.
/\\$/ && inside { before = before substr ($0, 1, length ($0) - 1); next }
{ $0 = before $0; before = "" }
FNR == 1 { inside = 0; text = ""; deep = 0; continued = 0 }
/^\.SH/ { inside = ($0 ~ /SYNOPSIS/); text = ""; deep = 0; next }
!inside { next }
/^\.(nf|fi|EX|EE)/ { next }
/^\.(PP|sp|br|SS|RS|RE|in|P|TP|Bl|El)/ { text = ""; deep = 0; continued = 0; next }
/^\.(B|I|BI|BR|IB|IR|RB|RI) / {
  one = $1; sub (/^\.[A-Z]+ +/, "")
  s = one ~ /^\.[BI]$/ ? $0 : joined ($0)
  if (one ~ /^\.[BI]$/ && s ~ /^".*"$/) s = substr (s, 2, length (s) - 2)
  add (plain (s)); next
}
/^\./ || /^'/ { next }
{ add (plain ($0)) }
