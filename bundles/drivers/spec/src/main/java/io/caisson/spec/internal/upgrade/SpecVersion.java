package io.caisson.spec.internal.upgrade;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of OCI runtime-spec. What stands after the dash tells only that it comes before the version without it: the
 * shapes of {@code 1.0.0-rc2-dev} are not known from its name.
 */
public record SpecVersion(int major, int minor, int patch, boolean preRelease) {
    /** Of a document that names none: older than all. */
    public static final SpecVersion OLDEST = new SpecVersion(0, 0, 0, true);

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(-[0-9A-Za-z.-]{1,64})?(?:\\+[0-9A-Za-z.-]{1,64})?");

    public static Optional<SpecVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SpecVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(4) != null));
    }

    public boolean isBefore(int otherMajor, int otherMinor, int otherPatch) {
        if (major != otherMajor) {
            return major < otherMajor;
        }
        if (minor != otherMinor) {
            return minor < otherMinor;
        }
        return patch < otherPatch || (patch == otherPatch && preRelease);
    }
}
