package dev.berth.gateway.address;

import io.netty.util.NetUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The addresses that share their first bits.
public final class AddressRange {

    private final byte[] address;
    private final int bits;

    private AddressRange(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /// @param text a single address, or a range as `10.0.0.0/8`
    /// @throws IllegalArgumentException naming the text when it is neither
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        int bits = slash < 0 ? address.length * 8 : bits(text, slash + 1);
        if (bits > address.length * 8) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        return new AddressRange(address, bits);
    }

    private static int bits(String text, int from) {
        String digits = text.substring(from);
        if (!digits.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        return Integer.parseInt(digits);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range && bits == range.bits && Arrays.equals(address, range.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + bits;
    }

    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(address) + "/" + bits;
    }

    /// @param other 4 or 16 bytes; addresses of the two kinds never meet
    public boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        return Arrays.equals(address, 0, whole, other, 0, whole)
                && (rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >>> (8 - rest) == 0);
    }
}
