package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;

class SessionObjectsTest {
  private static final List<Attribute> TEMPLATE =
      List.of(
          new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
          new Attribute.Flag(AttributeType.SENSITIVE, true),
          new Attribute.Flag(AttributeType.EXTRACTABLE, false),
          new Attribute.Flag(AttributeType.SIGN, true));

  private final FakeCryptoki cryptoki = FakeCryptoki.withToken("t");
  private final SessionObjects objects = new SessionObjects(cryptoki, loggedIn(cryptoki));

  private static SessionHandle loggedIn(FakeCryptoki cryptoki) {
    SessionHandle session = cryptoki.openSession(new SlotId(0));
    cryptoki.login(session, new byte[] {'1', '2', '3', '4'});
    return session;
  }

  private List<ObjectHandle> create(List<List<Attribute>> templates) {
    return objects
        .make(
            templates.stream()
                .map(KeySource::create)
                .map(source -> new SessionObjects.Order(source, List.of()))
                .toList())
        .stream()
        .map(SessionObjects.Made::handle)
        .toList();
  }

  @Test
  void createsAndDestroys() {
    List<ObjectHandle> made = create(List.of(TEMPLATE, TEMPLATE));
    assertEquals(2, objects.count());
    assertEquals(2, cryptoki.objects().size());
    objects.destroy(made);
    objects.destroy(made);
    assertEquals(0, objects.count());
    assertEquals(0, cryptoki.objects().size());
    assertEquals(2, cryptoki.calls("C_DestroyObject"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SENSITIVE", "EXTRACTABLE", "SIGN"})
  void aFlagThatIsNotAsAskedDestroysAll(AttributeType lied) {
    cryptoki.lie(
        told ->
            told instanceof Attribute.Flag flag && flag.type() == lied
                ? new Attribute.Flag(lied, !flag.value())
                : told);
    KeyRefusedException e =
        assertThrows(KeyRefusedException.class, () -> create(List.of(TEMPLATE, TEMPLATE)));
    assertTrue(e.getMessage().contains("CKA_" + lied.name()), e.getMessage());
    assertEquals(0, objects.count());
    assertEquals(0, cryptoki.objects().size());
  }

  @Test
  void aFlagThatIsNotToldDestroysAll() {
    List<Attribute> template =
        List.of(new Attribute.Flag(AttributeType.SENSITIVE, true), TEMPLATE.get(0));
    cryptoki.lie(told -> Attribute.Text.of(AttributeType.LABEL, "something else"));
    assertThrows(KeyRefusedException.class, () -> create(List.of(template)));
    assertEquals(0, cryptoki.objects().size());
  }

  @Test
  void aFailureOnTheWayLeavesNothing() {
    create(List.of(TEMPLATE));
    cryptoki.fail("C_GetAttributeValue", 5);
    assertThrows(CryptokiException.class, () -> create(List.of(TEMPLATE, TEMPLATE)));
    assertEquals(1, objects.count());
    assertEquals(1, cryptoki.objects().size());
  }

  @Test
  void anObjectThatIsGoneCountsAsDestroyed() {
    List<ObjectHandle> made = create(List.of(TEMPLATE));
    cryptoki.lose(made.get(0));
    objects.destroy(made);
    assertEquals(0, objects.count());
  }

  @Test
  void whatCannotBeDestroyedIsTriedAgainAtTheEnd() {
    List<ObjectHandle> made = create(List.of(TEMPLATE));
    cryptoki.fail("C_DestroyObject", 5);
    objects.destroy(made);
    assertEquals(1, objects.count());
    cryptoki.fail("C_DestroyObject", 0);
    objects.destroyAll();
    assertEquals(0, objects.count());
    assertEquals(0, cryptoki.objects().size());
  }

  @Test
  void leavesForeignObjectsAlone() {
    ObjectHandle foreign = cryptoki.put(new Attribute.Flag(AttributeType.TOKEN, true));
    objects.destroy(List.of(foreign));
    assertEquals(1, cryptoki.objects().size());
  }
}
