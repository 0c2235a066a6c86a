// SPDX-License-Identifier: MIT
// JNA: calls, callbacks, structs by value, variadics.
import com.sun.jna.*;
import java.nio.file.*;

class Test
{
  @Structure.FieldOrder ({"quot", "rem"})
  public static class Div extends Structure implements Structure.ByValue
  {
    public int quot, rem;
  }

  @Structure.FieldOrder ({"quot", "rem"})
  public static class LongDiv extends Structure implements Structure.ByValue
  {
    public long quot, rem;
  }

  @Structure.FieldOrder ({"bytes"})
  public static class Address extends Structure implements Structure.ByValue
  {
    public byte[] bytes = { (byte) 192, 0, 2, 33 };
  }

  @Structure.FieldOrder ({"a", "b", "c", "d"})
  public static class Mixed extends Structure implements Structure.ByValue
  {
    public byte a;
    public float b;
    public short c;
    public double d;
  }

  public interface Order extends Callback
  {
    int compare (Pointer a, Pointer b);
  }

  public interface Returned extends Callback
  {
    Mixed call (int count, Mixed given, float single, double real, long last);
  }

  public interface C extends Library
  {
    NativeLong strlen (String text);
    double pow (double x, double y);
    float hypotf (float x, float y);
    Div div (int a, int b);
    LongDiv lldiv (long a, long b);
    String inet_ntoa (Address address);
    int snprintf (byte[] text, NativeLong size, String format,
                  Object... values);
    void qsort (Pointer base, NativeLong count, NativeLong size, Order order);
  }

  static void check (boolean condition)
  {
    if (!condition)
      throw new AssertionError ();
  }

  static boolean same (Mixed s)
  {
    return s.a == -56 && s.b == 1.5f && s.c == -7 && s.d == 2.25;
  }

  public static void main (String[] arguments) throws Exception
  {
    C c = Native.load ("m", C.class);

    check (c.strlen ("twelve chars").intValue () == 12);
    check (c.pow (2, 10) == 1024 && c.hypotf (1.5f, 2) == 2.5f);
    Div small = c.div (17, 5);
    check (small.quot == 3 && small.rem == 2);
    LongDiv large = c.lldiv (-17L << 33, 5L << 33);
    check (large.quot == -3 && large.rem == -2L << 33);
    check (c.inet_ntoa (new Address ()).equals ("192.0.2.33"));

    byte[] text = new byte[100];
    int length = c.snprintf (text, new NativeLong (100), "%s %d %.3f %lld",
                             "is", -7, 2.5, -1L << 40);
    check (Native.toString (text).equals ("is -7 2.500 -1099511627776")
           && length == 26);

    Memory numbers = new Memory (1600);
    for (int i = 0; i < 200; i++)
      numbers.setDouble (8 * i, i * 77 % 200 / 4.0);
    Order order = (a, b) -> Double.compare (a.getDouble (0), b.getDouble (0));
    c.qsort (numbers, new NativeLong (200), new NativeLong (8), order);
    for (int i = 0; i < 200; i++)
      check (numbers.getDouble (8 * i) == i / 4.0);

    // It comes back from a closure, between other arguments.
    Mixed given = new Mixed ();
    given.a = -56;
    given.b = 1.5f;
    given.c = -7;
    given.d = 2.25;
    boolean[] seen = { false };
    Returned handler = (count, value, single, real, last) -> {
      seen[0] = count == -3 && same (value) && single == 0.25f
                && real == 1e100 && last == -1L << 40;
      return value;
    };
    Function function
      = Function.getFunction (CallbackReference.getFunctionPointer (handler));
    Mixed got = (Mixed) function.invoke (Mixed.class, new Object[] {
      -3, given, 0.25f, 1e100, -1L << 40 });
    check (same (got) && seen[0]);
    Files.copy (Path.of ("/proc/self/maps"), Path.of ("maps"));
  }
}
